import { expect, test } from 'vitest'
import { seedOffers } from '../../tests/support/job-offers.ts'
import { type Operation, operationsOf } from '../../tests/support/openapi.ts'
import { usersApi } from '../../tests/support/users-api.ts'

const JSON_TYPE = 'application/json'
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

interface Documented {
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, object> }
}

const api = await usersApi()
const person = await api.person()
const admin = await api.admin()
const operations = await operationsOf(api)
const { paths } = (await (await api.request('GET', '/openapi.json')).json()) as { paths: Record<string, Record<string, Documented>> }
const documented = ({ path, method }: Operation) => paths[path]?.[method.toLowerCase()] ?? {}
const parametersOf = (operation: Operation) =>
  (documented(operation).parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name)
const takesJson = (operation: Operation) => JSON_TYPE in (documented(operation).requestBody?.content ?? {})
const [offer = ''] = await seedOffers(api.db, [{}])

const call = ({ method, path }: Operation, query = '', options: { body?: unknown; headers?: Record<string, string> } = {}) =>
  admin.request(method, path.replaceAll(/\{\w+\}/g, offer) + query, options)
const problemOf = async (response: Response) => {
  const { code } = (await response.json()) as { code: string }
  return [response.status, response.headers.get('Content-Type'), code]
}
const INVALID = [422, 'application/problem+json', 'validation_failed']
const named = operations.map((operation) => [operation.name, operation] as const)
const lists = named.filter(([, operation]) => parametersOf(operation).length > 0)
const withJson = named.filter(([, operation]) => takesJson(operation))

test('12. There are routes to try', () => {
  expect(lists.length).toBeGreaterThan(5)
  expect(withJson.length).toBeGreaterThan(12)
})

test.each(named)('12. %s takes no operator and nothing undeclared in its query', async (_, operation) => {
  for (const query of ['?$where=1', '?undeclared=1', '?__proto__=1', '?constructor=1', ...parametersOf(operation).map((name) => `?${name}[$gt]=`)])
    expect([query, ...(await problemOf(await call(operation, query, documented(operation).requestBody && { body: '{}' })))]).toEqual([
      query,
      ...INVALID,
    ])
})

test.each(lists)('12. %s takes no parameter twice, but those that may be repeated', async (_, operation) => {
  for (const name of parametersOf(operation).filter((parameter) => parameter !== 'status'))
    expect([name, (await call(operation, `?${name}=a&${name}=b`)).status]).toEqual([name, 422])
})

test.each(withJson)('12. %s takes no operator in its body', async (_, operation) => {
  const fields = ['username', 'password', 'refresh_token', 'company', 'title', 'query', 'note', 'url']
  const bodies = [{ $where: '1' }, { $set: { role: 'admin' } }, [], 'text', 1, null, ...fields.map((field) => ({ [field]: { $ne: '' } }))]
  for (const body of bodies) {
    const { status } = await call(operation, '', { body: JSON.stringify(body) })
    // A `password` in an update of a user has an answer of its own.
    expect([JSON.stringify(body), status]).toEqual([
      JSON.stringify(body),
      operation.name === 'PUT /users/{id}' && JSON.stringify(body).includes('"password"') ? 400 : 422,
    ])
  }
})

test.each(withJson)('12. %s takes no __proto__ and pollutes nothing', async (_, operation) => {
  for (const body of ['{"__proto__":{"role":"admin"}}', '{"constructor":{"prototype":{"role":"admin"}}}'])
    expect((await call(operation, '', { body })).status).toBe(422)
  expect(({} as { role?: string }).role).toBeUndefined()
})

test.each(['username[$ne]=&password=x', 'username=a&username=b&password=x', 'username=a&password[$gt]=', '__proto__=x&username=a&password=x'])(
  '12. Log-in takes no operator, no field twice and none unknown: %s',
  async (body) => {
    expect(await problemOf(await api.request('POST', '/auth/token', { body, headers: FORM }))).toEqual(INVALID)
  },
)

test('12. What a user searches for is text, never a pattern', async () => {
  await admin.request('POST', '/applications', { body: { company: 'A.me', position: 'Baker' } })
  for (const text of ['.*', '^a', '(a+)+$', '[', 'a|b', '\\', '*', '$where']) {
    const answers = await Promise.all(
      [`/applications?q=${encodeURIComponent(text)}`, `/users?q=${encodeURIComponent(text)}`, `/job-offers?keywords=${encodeURIComponent(text)}`].map(
        (path) => admin.request('GET', path),
      ),
    )
    for (const answer of answers) expect([200, 422]).toContain(answer.status)
  }
  expect(await (await admin.request('GET', '/applications?company=axme')).json()).toEqual([])
  expect(await (await admin.request('GET', '/applications?company=a.me')).json()).toHaveLength(1)
})

/** Chunked: as long as it is read, without a Content-Length. */
function endless(bytes: number): ReadableStream<Uint8Array> {
  let left = bytes
  return new ReadableStream({
    pull(controller) {
      if (left <= 0) return controller.close()
      controller.enqueue(new Uint8Array(64 * 1_024).fill(0x20))
      left -= 64 * 1_024
    },
  })
}

const withBody = named.filter(([, operation]) => documented(operation).requestBody !== undefined)
test.each(withBody)('13. %s refuses a body over its limit, with Content-Length and chunked', async (_, { method, path }) => {
  const bytes = 6 * 1_024 * 1_024
  const type = path === '/auth/token' ? FORM['Content-Type'] : path === '/users/upload-cv' ? 'multipart/form-data; boundary=x' : JSON_TYPE
  const headers = { ...admin.authorization, 'Content-Type': type }
  const target = path.replace(/\{\w+\}/, offer)
  const stated = await api.app.request(target, { method, headers: { ...headers, 'Content-Length': String(bytes) }, body: ' '.repeat(bytes) })
  const chunked = await api.app.request(
    new Request(`http://localhost${target}`, {
      method,
      headers: { ...headers, 'Transfer-Encoding': 'chunked' },
      body: endless(bytes),
      duplex: 'half',
    } as RequestInit),
  )
  for (const response of [stated, chunked]) expect(await problemOf(response)).toEqual([413, 'application/problem+json', 'body_too_large'])
})

test.each(withJson)('13. Malformed JSON for %s is a problem', async (_, operation) => {
  for (const body of ['{"company":', '{]', '\u0000', '{"a":1}}'])
    expect(await problemOf(await call(operation, '', { body }))).toEqual([400, 'application/problem+json', 'malformed_body'])
})

test.each(lists.filter(([, operation]) => parametersOf(operation).includes('limit')))('13. The pages of %s are capped', async (_, operation) => {
  for (const limit of ['201', '1e9', '1e1', '0x10', '%205', '%2B5', '1000000000', '0', '-1', '1.5', 'all', ''])
    expect([limit, ...(await problemOf(await call(operation, `?limit=${limit}`)))]).toEqual([limit, ...INVALID])
  expect((await call(operation, '?limit=200')).status).toBe(200)
})

test('13. The answer to a body of unknown fields is short', async () => {
  const fields = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`${i}${'é'.repeat(i < 3 ? 100_000 : 3)}`, 1]))
  const refused = await person.request('POST', '/tasks', { body: { title: 'x', ...fields } })
  const text = await refused.text()
  expect([refused.status, JSON.parse(text).errors.length, text.length < 8_000]).toEqual([422, 20, true])
})

test('13. What is skipped is capped', async () => {
  expect((await person.request('GET', '/job-offers?skip=10001')).status).toBe(422)
  expect((await person.request('GET', '/job-offers?skip=10000')).status).toBe(200)
})

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
test.each(Object.keys(paths))('13. An undeclared method of %s is a 405 with Allow', async (path) => {
  const declared = Object.keys(paths[path] ?? {}).map((method) => method.toUpperCase())
  for (const slash of path === '/' ? [''] : ['', '/'])
    for (const method of METHODS.filter((each) => !declared.includes(each))) {
      const response = await person.request(method, path.replaceAll(/\{\w+\}/g, offer) + slash)
      expect([method, ...(await problemOf(response))]).toEqual([method, 405, 'application/problem+json', 'method_not_allowed'])
      expect(
        (response.headers.get('Allow') ?? '')
          .split(', ')
          .filter((each) => METHODS.includes(each))
          .sort(),
      ).toEqual(declared.sort())
    }
})
