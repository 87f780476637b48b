import { createRoute } from '@hono/zod-openapi'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { testApi } from '../../tests/support/api.ts'
import { json, resource } from '../http/operation.ts'
import { documentOf } from './openapi.ts'

interface Content {
  content?: Record<string, { schema: unknown; example?: unknown }>
}
interface Operation {
  operationId?: string
  summary?: string
  tags?: string[]
  security?: object[]
  parameters: unknown[]
  requestBody?: Content
  responses: Record<string, Content & { $ref?: string; headers?: Record<string, unknown> }>
}
interface Document {
  paths: Record<string, Record<string, Operation>>
  tags: { name: string }[]
  components: { responses: Record<string, Content & { headers?: Record<string, unknown> }>; schemas: Record<string, Record<string, unknown>> }
}

/** Nobody can ask these wrongly. */
const PROBES = ['GET /', 'GET /health/live', 'GET /health/ready']

let document: Document
beforeAll(async () => {
  document = (await (await (await testApi()).request('GET', '/openapi.json')).json()) as Document
})

const operationsOf = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ label: `${method.toUpperCase()} ${path}`, operation })),
  )

/** What an operation's description lacks, each with the operation's name in front. */
const gapsOf = (described: Document): string[] =>
  operationsOf(described).flatMap(({ label, operation }) => gapsIn(described, label, operation).map((gap) => `${label}: ${gap}`))

function gapsIn(
  described: Document,
  label: string,
  { operationId, summary, tags, security, parameters, requestBody, responses }: Operation,
): string[] {
  const statuses = Object.keys(responses)
  const needed = [
    ...(PROBES.includes(label) ? [] : ['429', '503']),
    ...(requestBody || parameters.length > 0 ? ['422'] : []),
    ...(security?.length ? ['401'] : []),
    ...(label.includes('{') ? ['404'] : []),
    ...(requestBody ? ['400', '413', '415'] : []),
  ].filter((status) => label !== 'GET /auth/me' || status !== '422')
  // A file that is no text cannot be shown.
  const isShown = (schema: unknown) => (schema as { format?: string }).format !== 'binary'
  const withoutExample = (what: string, { content = {} }: Content) =>
    Object.entries(content).flatMap(([type, { schema, example }]) =>
      example === undefined && isShown(schema) ? [`${what} ${type} has no example`] : [],
    )
  return [
    ...(operationId ? [] : ['no operationId']),
    ...(summary ? [] : ['no summary']),
    ...(security ? [] : ['no security']),
    ...(tags?.some((tag) => described.tags.some(({ name }) => name === tag)) ? [] : ['no tag that is described']),
    ...needed.filter((status) => !statuses.includes(status)).map((status) => `no answer ${status}`),
    ...withoutExample('the body', requestBody ?? {}),
    ...Object.entries(responses).flatMap(([status, { $ref, ...answer }]) =>
      withoutExample(`answer ${status}`, $ref ? (described.components.responses[$ref.split('/').at(-1) ?? ''] ?? {}) : answer),
    ),
  ]
}

test('every operation has its name, summary, tag, security, error answers, and an example of its body and of each answer', () => {
  expect(operationsOf(document).length).toBeGreaterThan(20)
  expect(gapsOf(document)).toEqual([])
})

test('an operation that says nothing of itself is found out', () => {
  const route = createRoute({
    method: 'put',
    path: '/{id}',
    request: { body: { ...json(z.object({ name: z.string() }), 'x'), required: true } },
    responses: { 200: json(z.array(z.object({ name: z.string() })), 'x') },
  })
  const bare = documentOf(
    resource().openapi(route, (c) => c.json([], 200)),
    { name: 'x', version: '0' },
  ) as unknown as Document
  expect(gapsOf(bare)).toEqual(
    ['no operationId', 'no summary', 'no security', 'no tag that is described']
      .concat(['429', '503', '404', '400', '413', '415'].map((status) => `no answer ${status}`))
      .concat(['the body application/json has no example', 'answer 200 application/json has no example'])
      .map((gap) => `PUT /{id}: ${gap}`),
  )
})

test('no two operations have one name', () => {
  const names = operationsOf(document).map(({ operation }) => operation.operationId)
  expect(new Set(names).size).toBe(names.length)
})

test('errors say how to go on: 401 the scheme, 429 and 503 when to come back', () => {
  const { responses } = document.components
  expect(Object.keys(responses.Problem401?.headers ?? {})).toEqual(['WWW-Authenticate'])
  expect(Object.keys(responses.Problem429?.headers ?? {})).toEqual(['Retry-After', 'RateLimit', 'RateLimit-Policy'])
  expect(Object.keys(responses.Problem503?.headers ?? {})).toEqual(['Retry-After'])
})

test('what a preprocess lets in is in the document: absent, blank and null', () => {
  const { required, properties } = document.components.schemas.NewApplication as { required: string[]; properties: Record<string, unknown> }
  expect(required).toEqual(['company', 'position'])
  expect(properties.archived).toEqual({
    description: 'When absent: false',
    anyOf: [{ type: 'boolean' }, { $ref: '#/components/schemas/Blank' }, { type: 'null' }],
  })
  expect(properties.company).toMatchObject({ minLength: 1, maxLength: 300, pattern: expect.stringMatching(/^\[\^\\t/) })
})

test('a boolean of a URL is one for clients, or one of the words that it is read from', () => {
  const parameters = document.paths['/applications']?.get?.parameters as { name: string; schema: { anyOf: object[] } }[]
  const words = ['true', '1', 'yes', 'on', 'y', 'enabled', 'false', '0', 'no', 'off', 'n', 'disabled']
  expect(parameters.find(({ name }) => name === 'archived')?.schema).toEqual({ anyOf: [{ type: 'boolean' }, { type: 'string', enum: words }] })
})

test('a body’s field with a default may be left out, as generated types see it; the description says the default', () => {
  const bodies = operationsOf(document).flatMap(({ operation }) => Object.values(operation.requestBody?.content ?? {}))
  const used = new Set(JSON.stringify(bodies).match(/(?<=schemas\/)\w+/g))
  expect(used.size).toBeGreaterThan(10)
  for (const name of used) expect([name, JSON.stringify(document.components.schemas[name])]).not.toEqual([name, expect.stringContaining('"default"')])
  expect(document.components.schemas.NewTask?.properties).toMatchObject({ status: { description: 'When absent: "À faire"' } })
  const parameters = document.paths['/tasks']?.get?.parameters as { name: string; schema: object }[]
  const limit = parameters.find(({ name }) => name === 'limit')
  expect(limit?.schema).toMatchObject({ default: 100 })
})

test('each media type of a body has a schema of its own, as client generators make one type of each', () => {
  for (const { label, operation } of operationsOf(document)) {
    const schemas = Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => JSON.stringify(schema))
    expect([label, new Set(schemas).size]).toEqual([label, schemas.length])
  }
})

test('what the document promises of tokens is there: no refresh by a form', () => {
  const { securitySchemes } = document.components as unknown as { securitySchemes: { password: { flows: object } } }
  expect(securitySchemes.password.flows).toEqual({ password: { tokenUrl: '/auth/token', scopes: {} } })
})

test('a file has an example only where that is one', () => {
  const content = document.paths['/users/{id}/cv']?.get?.responses[200]?.content ?? {}
  expect(Object.entries(content).map(([type, { example }]) => [type.slice(-8), String(example).slice(0, 5)])).toEqual([
    ['tion/pdf', '%PDF-'],
    ['n/msword', 'undef'],
    ['document', 'undef'],
  ])
})
