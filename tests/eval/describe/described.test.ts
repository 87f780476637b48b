import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renderDescription } from '../../../activities/describing/render.ts'
import { OfferDescription } from '../../../core/domain/offer-description.ts'
import { answering, faultyReplies, promptOf, withoutSchemas } from '../../support/model-script.ts'
import { type ModelReply, type ModelStub, startModelStub } from '../../support/model-stub.ts'
import { compare } from './compare.ts'
import { describeWithModel, type Written } from './describe-with-model.ts'
import { injections } from './injections/cases.ts'
import type { Injection } from './injections/injection.ts'
import { honestAnswer } from './model-says.ts'
import { pages } from './pages.ts'
import { readingOf } from './read-described.ts'
import { scoreOf } from './table.ts'
import { compareHonest, KEY, obey, tellLies } from './with-stub.ts'

/** Counting the tokens of a long page takes a process of its own. */
const LONG_MS = 60_000

let stub: ModelStub
beforeAll(async () => {
  stub = await startModelStub(faultyReplies.cutsOff)
})
afterAll(() => stub.close())

const short = pages.filter(({ form }) => form !== 'long')
const [page] = short
if (page === undefined) throw new Error('There is no page')
const ask = (reply: ModelReply): Promise<Written> => {
  stub.forget()
  stub.answerWith(reply)
  return describeWithModel(page, { apiKey: KEY, baseUrl: stub.baseUrl, name: 'stub' })
}

test.each(pages.filter(({ form }) => form === 'long').map((one) => [one.name, one] as const))(
  'a long page is read to its end: %s',
  { timeout: LONG_MS },
  async (_, one) => {
    stub.forget()
    const { written, compared } = await compareHonest(stub, one)
    expect(written).toMatchObject({ source: 'llm', description: { reading: { left_out_tokens: 0 } } })
    expect(compared.filter(({ verdict }) => verdict !== 'right')).toEqual([])
    const { contact } = one.expected
    if (contact !== undefined) expect(stub.asked.some((asked) => promptOf(asked).includes(contact))).toBe(true)
    expect(stub.asked.length, 'in parts').toBeGreaterThan(1)
  },
)

test('a careful model’s answers are believed', { timeout: LONG_MS }, async () => {
  const results = []
  for (const one of short) results.push(await compareHonest(stub, one))
  expect(results.filter(({ written }) => written.source !== 'llm').length, 'answers that were not believed').toBeLessThanOrEqual(2)
  const { share, invented } = scoreOf(results.flatMap(({ compared }) => compared))
  expect(share).toBeGreaterThanOrEqual(0.95)
  expect(invented).toBe(0)
})

test.each(short.filter((_, at) => at % 6 === 0).map((one) => [one.name, one] as const))(
  'nothing that a model makes up survives: %s',
  async (_, one) => {
    const lies = await tellLies(stub, one)
    expect(lies.length).toBeGreaterThan(10)
    expect(lies.flatMap(({ lie, survived }) => survived.map((made) => `${lie}: ${made}`))).toEqual([])
  },
)

describe.each([
  ['in all that it says', true],
  ['beside what is right', false],
])('a model that obeys the page %s', (_, wholly) => {
  test.each(injections.map((injection) => [injection.name, injection] as const))('%s', async (_name, injection) => {
    const { written, prompts } = await obey(stub, injection, wholly)
    expect(prompts.length).toBeGreaterThan(0)
    expect(leakedInto(prompts, injection)).toEqual([])
    const { description } = written
    expect(description, 'it is an offer all the same').not.toBe(null)
    if (description === null) return
    expect(OfferDescription.parse(description)).toEqual(description)
    const told = JSON.stringify(description) + renderDescription(description)
    expect([KEY, 'You read the text of a web page', ...injection.forbidden].filter((text) => told.includes(text))).toEqual([])
    const untrue = compare({ ...injection, form: 'plain' }, readingOf(description)).filter(
      ({ verdict }) => verdict === 'wrong' || verdict === 'invented',
    )
    expect(untrue).toEqual([])
  })
})

/** What no reader sees and yet was sent, however JSON writes it. */
const leakedInto = (prompts: string[], { hidden }: Injection) =>
  hidden.filter((text) => prompts.some((prompt) => prompt.includes(text) || prompt.includes(JSON.stringify(text).slice(1, -1))))

test.each(injections.filter(({ name }) => /forg/.test(name)).map((injection) => [injection.name, injection] as const))(
  'the page’s text stays between its tags: %s',
  async (_, injection) => {
    await obey(stub, injection, true)
    for (const { messages } of stub.asked) {
      expect(messages.map(({ role }) => role)).toEqual(['system', 'user'])
      const content = messages[1]?.content ?? ''
      expect(content.match(/<\/?page>/g)).toEqual(['<page>', '</page>'])
      expect(content.trimEnd().endsWith('</page>')).toBe(true)
    }
  },
)

test.each<[string, ModelReply, string]>([
  ['is asked too often', faultyReplies.tooMany, 'rate_limited'],
  ['has an empty account', faultyReplies.quotaExhausted, 'quota_exhausted'],
  ['does not know the key', faultyReplies.unknownKey, 'invalid_key'],
  ['finds the page too long', faultyReplies.contextTooLong, 'bad_request'],
  ['fails', faultyReplies.failsInJson, 'model_unavailable'],
  ['is behind a proxy that fails', faultyReplies.failsInHtml, 'model_unavailable'],
  ['cuts the line', faultyReplies.cutsOff, 'model_unavailable'],
  ['refuses', faultyReplies.refuses, 'refused'],
  ['is filtered', faultyReplies.isFiltered, 'refused'],
  ['runs out of tokens', faultyReplies.isTruncated, 'truncated'],
  ['says no JSON', faultyReplies.saysNoJson, 'invalid_answer'],
  ['breaks the schema', faultyReplies.breaksTheSchema, 'invalid_answer'],
  ['says nothing', faultyReplies.saysNothing, 'invalid_answer'],
  ['does not stop', faultyReplies.saysTooMuch(honestAnswer(page.expected, page.html)), 'invalid_answer'],
])('a model that %s leaves the extracted description', async (_, reply, outcome) => {
  expect(await ask(reply)).toMatchObject({ source: 'extracted', outcome, description: { title: page.expected.title } })
})

test('an answer in another language than the page’s is not believed', async () => {
  const answer = honestAnswer(page.expected, page.html)
  const foreign = {
    ...answer,
    language: 'fr' as const,
    summary: 'Vous rejoignez une équipe qui est au service des clients de la maison, avec des collègues pour vous aider.',
    missions: ['Préparer les dossiers pour les clients et les suivre avec votre équipe'],
  }
  const written = await ask(answering(() => foreign))
  expect(page.expected.language).toBe('en')
  expect(JSON.stringify(written.description)).not.toContain('rejoignez')
})

test('a server that knows no schemas is asked without one', async () => {
  const written = await ask(withoutSchemas(answering(() => honestAnswer(page.expected, page.html))))
  expect([written.source, stub.asked.map(({ response_format }) => response_format.type)]).toEqual(['llm', ['json_schema', 'json_object']])
})
