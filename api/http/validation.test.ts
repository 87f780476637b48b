import { expect, test } from 'vitest'
import { z } from 'zod'
import { testApi } from '../../tests/support/api.ts'
import { FIELD_MESSAGES } from './field-messages.ts'
import { messageOf } from './validation.ts'

const api = await testApi()
const person = await api.person()

/** What is wrong anywhere: of every type, of no length and of too great a length. */
const LONG = 'x'.repeat(60_000)
const SCALARS = [undefined, null, true, -1, 1.5, 1e20, Number.NaN, '', ' ', 'x', LONG, '2026-02-30', 'ftp://x.example', 'a@b', '\ud800']
const WRONG = [...SCALARS, [], {}, { x: 1 }, ...SCALARS.map((value) => [value]), Array.from({ length: 2_000 }, () => 'x')]

/** All that the API checks of requests: parameters of each kind, and bodies. */
const schemas = api.app.openAPIRegistry.definitions.flatMap((definition) => {
  if (definition.type !== 'route') return []
  const { params, query, headers, body } = definition.route.request ?? {}
  const bodies = Object.values(body?.content ?? {}).map((media) => (media as { schema?: unknown }).schema)
  return [params, query, headers, ...bodies].filter((schema) => schema instanceof z.ZodObject)
})

const found = schemas.flatMap((schema) => {
  const fields = Object.keys(schema.shape).flatMap((name) => WRONG.map((value) => ({ [name]: value })))
  return [...WRONG, ...fields, { undeclared: 1, another: 2 }].flatMap((input) =>
    (schema.safeParse(input).error?.issues ?? []).map((issue) => ({ issue, input })),
  )
})

test('no sentence about any request is zod’s own', () => {
  expect(schemas.length).toBeGreaterThan(40)
  expect(new Set(found.map(({ issue }) => issue.code))).toEqual(
    new Set(['invalid_type', 'invalid_value', 'invalid_format', 'too_small', 'too_big', 'unrecognized_keys', 'custom']),
  )
  const zods = found.filter(({ issue, input }) => {
    const own = issue.message in FIELD_MESSAGES
    const said = [messageOf(issue, input, 'fr'), messageOf(issue, input, 'en')]
    return !own && (issue.code === 'custom' || said.includes(issue.message) || said.some((text) => text === '' || text.endsWith('.')))
  })
  expect(zods.map(({ issue }) => issue)).toEqual([])
})

test('no request meets the sentence that names nothing', () => {
  const vague = found.filter(({ issue, input }) => /not accepted|expected form/.test(messageOf(issue, input, 'en')))
  expect(vague.map(({ issue }) => issue)).toEqual([])
})

const said = (schema: z.ZodType, input: unknown) => {
  const [issue] = schema.safeParse(input).error?.issues ?? []
  return issue && [messageOf(issue, input, 'fr'), messageOf(issue, input, 'en')]
}

test.each([
  ['a field that is missing', z.object({ a: z.string() }), {}, 'ce champ est obligatoire', 'this field is required'],
  ['a missing choice', z.object({ a: z.enum(['b', 'c']) }), {}, 'ce champ est obligatoire', 'this field is required'],
  ['a number for text', z.object({ a: z.string() }), { a: 1 }, 'du texte est attendu', 'text is expected'],
  ['text for a boolean', z.object({ a: z.boolean() }), { a: 'x' }, 'true ou false est attendu', 'true or false is expected'],
  ['text for a list', z.object({ a: z.array(z.string()) }), { a: 'x' }, 'une liste est attendue', 'a list is expected'],
  ['a list for text', z.object({ a: z.string() }), { a: ['x', 'y'] }, 'une seule valeur est attendue', 'one value only is expected'],
  ['a list for an object', z.object({}), [], 'un objet est attendu', 'an object is expected'],
  ['a part of a number', z.int(), 1.5, 'un nombre entier est attendu', 'a whole number is expected'],
  ['an empty text', z.string().min(1), '', 'ne doit pas être vide', 'must not be empty'],
  ['a short text', z.string().min(3), 'a', 'au moins 3 caractères sont attendus', 'at least 3 characters are expected'],
  ['a long text', z.string().max(1), 'ab', 'au plus 1 caractère est attendu', 'at most 1 character is expected'],
  ['a long list', z.array(z.string()).max(2), ['', '', ''], 'au plus 2 éléments sont attendus', 'at most 2 items are expected'],
  ['a small number', z.number().min(1), 0, 'un nombre d’au moins 1 est attendu', 'a number of at least 1 is expected'],
  ['a great number', z.number().max(9), 10, 'un nombre d’au plus 9 est attendu', 'a number of at most 9 is expected'],
  ['another value', z.enum(['b', 'c', '']), 'd', 'l’une de ces valeurs est attendue : « b », « c »', 'one of these values is expected: "b", "c"'],
  ['other than the one value', z.literal('b'), 'd', 'la valeur « b » est attendue', 'the value "b" is expected'],
  ['an unknown field', z.strictObject({}), { a: 1 }, 'champ inconnu', 'unknown field'],
  ['another form', z.string().regex(/^a$/), 'b', 'ce texte n’a pas la forme attendue', 'this text is not of the expected form'],
  ['neither of two', z.union([z.boolean(), z.int()]), 'x', 'true ou false est attendu', 'true or false is expected'],
  ['what nobody foresaw', z.number().multipleOf(2), 3, 'cette valeur n’est pas acceptée', 'this value is not accepted'],
])('%s is said in words to act on', (_what, schema, input, fr, en) => {
  expect(said(schema, input)).toEqual([fr, en])
})

test('no more than twelve accepted values are named', () => {
  const values = Array.from({ length: 13 }, (_, n) => `v${n}`)
  expect(said(z.enum(values), 'x')?.[1]).toMatch(/"v11", …$/)
})

const problem = async (path: string, options: { body?: unknown; headers?: Record<string, string> } = {}) =>
  (await (await person.request(options.body === undefined ? 'GET' : 'POST', path, options)).json()) as {
    detail: string
    errors: { path: string; message: string }[]
  }

test('the detail is a sentence that names the field', async () => {
  expect((await problem('/applications', { body: { position: 'Baker' } })).detail).toBe('company : ce champ est obligatoire.')
  expect((await problem('/tasks', { body: { title: ' ' } })).detail).toBe('title : ne doit pas être vide.')
})

test('a parameter is called by its bare name, and its path says where it was', async () => {
  const answered = await problem('/job-offers?skip=-1', { headers: { 'Accept-Language': 'en' } })
  expect([answered.detail, answered.errors[0]?.path]).toEqual(['skip: a whole number from 0 to 10,000 is expected.', 'query.skip'])
  expect((await problem('/applications?limit=0')).detail).toBe('limit : un nombre entier de 1 à 200 est attendu.')
  expect((await problem('/applications?status=')).detail).toMatch(/^status : l’une de ces valeurs est attendue : « En étude »/)
})

test('each unknown field is named', async () => {
  const { errors } = await problem('/tasks', { body: { title: 'x', colour: 1, size: 2 } })
  expect(errors).toEqual([
    { path: 'colour', message: 'champ inconnu' },
    { path: 'size', message: 'champ inconnu' },
  ])
})
