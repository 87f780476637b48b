import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { testApi } from '../../tests/support/api.ts'
import { codeOf } from '../../tests/support/auth-api.ts'
import { maxBody } from './body-size.ts'
import { resource } from './operation.ts'
import { answerError } from './problems.ts'
import { startServer } from './server.ts'

const MIB = 1024 * 1024
let api: Awaited<ReturnType<typeof testApi>>
let person: Awaited<ReturnType<typeof api.person>>
let origin: string
beforeAll(async () => {
  api = await testApi()
  person = await api.person()
  origin = await served(api.app.fetch)
})

async function served(fetch: Parameters<typeof startServer>[0], bounds?: Parameters<typeof startServer>[1]['bounds']) {
  const server = startServer(fetch, { host: '127.0.0.1', port: 0, ...(bounds && { bounds }) })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const JSON_TYPE = { 'Content-Type': 'application/json' }
/** Pieces of a body that comes chunked. */
const chunked = (...pieces: string[]) => new Blob(pieces).stream()
const send = (method: string, path: string, body: ReadableStream<Uint8Array>, headers: Record<string, string> = {}) =>
  fetch(origin + path, { method, body, duplex: 'half', headers } as RequestInit)
const authorized = () => ({ ...JSON_TYPE, Authorization: `Bearer ${person.tokens.access_token}` })
const application = (padding = 0) => JSON.stringify({ company: 'Acme', position: 'Data engineer' }) + ' '.repeat(padding)

test.each([
  ['a path that no route has', 'POST', '/nothing', 404],
  ['a create without a token', 'POST', '/applications', 401],
  ['an upload without a token', 'POST', '/users/upload-cv', 401],
  ['a method that the path does not have', 'PUT', '/auth/token', 405],
])('of the body of %s nothing is read', async (_what, method, path, status) => {
  let isRead = false
  const body = new ReadableStream(
    {
      pull: () => {
        isRead = true
      },
    },
    { highWaterMark: 0 },
  )
  const headers = { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' }
  const response = await api.app.request(new Request(`http://localhost${path}`, { method, body, duplex: 'half', headers } as RequestInit))
  expect([response.status, isRead, response.headers.get('Connection')]).toEqual([status, false, 'close'])
})

test('who sends without a token and without end is answered at once, and disconnected', async () => {
  const socket = connect(Number(new URL(origin).port))
  socket.write('POST /applications HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,2,\r\n')
  const startedAt = performance.now()
  expect(await text(socket)).toMatch(/^HTTP\/1.1 401 [\s\S]*application\/problem\+json/)
  expect(performance.now() - startedAt).toBeLessThan(3_000)
})

test('bodies without a stated size are read as others are, and those that state a large one', async () => {
  expect((await send('POST', '/applications', chunked(application()), authorized())).status).toBe(201)
  expect((await send('POST', '/applications', chunked(application(MIB), ' '.repeat(MIB / 2)), authorized())).status).toBe(201)
  expect((await fetch(`${origin}/applications`, { method: 'POST', body: application(MIB), headers: authorized() })).status).toBe(201)
  const form = new URLSearchParams({ username: person.username, password: person.password }).toString()
  const asForm = { 'Content-Type': 'application/x-www-form-urlencoded' }
  expect((await send('POST', '/auth/token', chunked(form.slice(0, 9), form.slice(9)), asForm)).status).toBe(200)
  const multipart = new FormData()
  for (const [name, value] of new URLSearchParams(form)) multipart.append(name, value)
  const { body, headers } = new Request('http://localhost', { method: 'POST', body: multipart })
  const response = await send('POST', '/auth/token', body as ReadableStream<Uint8Array>, { 'Content-Type': headers.get('Content-Type') ?? '' })
  expect(response.status).toBe(200)
})

test.each([
  ['JSON', 'POST', '/applications', {}, 2 * MIB + 1],
  ['JSON with a key', 'POST', '/applications', { 'Idempotency-Key': 'large' }, 2 * MIB + 1],
  ['JSON that is looked at twice', 'PUT', '/users/6560f0c2a7b4c1d2e3f40516', {}, 2 * MIB + 1],
  ['JSON of a log-in', 'POST', '/auth/refresh', {}, 16 * 1024 + 1],
  ['a form', 'POST', '/auth/token', { 'Content-Type': 'application/x-www-form-urlencoded' }, 16 * 1024 + 1],
])('%s that grows over its limit is a 413', async (_what, method, path, headers, bytes) => {
  for (const [body, more] of [
    [chunked(application(bytes)), { 'Transfer-Encoding': 'chunked' }],
    ['', { 'Content-Length': String(bytes) }],
  ] as const) {
    const init = { method, body, duplex: 'half', headers: { ...authorized(), ...headers, ...more } } as RequestInit
    const response = await api.app.request(new Request(`http://localhost${path}`, init))
    expect([response.status, response.headers.get('Content-Type'), response.headers.get('Connection'), await codeOf(response)]).toEqual([
      413,
      'application/problem+json',
      'close',
      'body_too_large',
    ])
  }
})

test.each([
  ['chunked', 'Transfer-Encoding: chunked', '8\r\n{"a": 1,\r\n'],
  ['of a stated size', 'Content-Length: 100000', '{"a": 1,'],
])('a body %s that stops coming is a 408, and its connection ends', async (_what, header, start) => {
  const app = resource()
  app.onError(answerError)
  app.use((c, next) => {
    c.set('language', 'en')
    return next()
  })
  app.use(maxBody(() => MIB, { deadlineMs: 10_000, idleMs: 100, bytesPerSecond: 1 }))
  app.post('/', async (c) => c.json(await c.req.json()))
  const socket = connect(Number(new URL(await served(app.fetch)).port))
  socket.write(`POST / HTTP/1.1\r\nHost: a\r\n${header}\r\n\r\n${start}`)
  expect(await text(socket)).toMatch(/^HTTP\/1.1 408 [\s\S]*connection: close[\s\S]*body_too_slow/i)
})

const HASTY = { headersTimeout: 100, requestTimeout: 200, keepAliveTimeout: 100, connectionsCheckingInterval: 50, maxConnections: 2 }

test.each([
  ['nothing', '', /^(HTTP\/1.1 408 |$)/],
  ['half of its headers', 'GET / HTTP/1.1\r\nHost: a\r\n', /^HTTP\/1.1 408 /],
  ['half of its body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{', /^HTTP\/1.1 408 /],
])('a connection that sends %s is ended in time', async (_what, sent, answer) => {
  const app = resource().post('/', async (c) => c.text(await c.req.text().catch(() => 'gone')))
  const socket = connect(Number(new URL(await served(app.fetch, HASTY)).port))
  socket.write(sent)
  expect(await text(socket)).toMatch(answer)
})

test('so many connections at most are taken', async () => {
  const port = Number(new URL(await served(resource().fetch, { ...HASTY, headersTimeout: 60_000, requestTimeout: 60_000 })).port)
  const open = async () => {
    const socket = connect(port)
    onTestFinished(() => void socket.destroy())
    await once(socket, 'connect')
    return socket
  }
  await open()
  await open()
  await once((await open()).resume(), 'close')
})
