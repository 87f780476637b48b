import { afterAll, expect, test } from 'vitest'
import { connectDatabase } from '../core/db/connection.ts'
import { testApi } from '../tests/support/api.ts'
import { testDatabase } from '../tests/support/mongo.ts'
import { tcpProxy } from '../tests/support/tcp-proxy.ts'

// Nothing listens on the discard port.
const away = connectDatabase({ uri: 'mongodb://127.0.0.1:9', database: 'away', selectionTimeoutMs: 100 })
afterAll(() => away.close())

test('without MongoDB the process lives, and says that it is not ready', async () => {
  const api = await testApi({ db: away.db })
  expect((await api.request('GET', '/health/live')).status).toBe(200)
  const ready = await api.request('GET', '/health/ready')
  expect([ready.status, await ready.json()]).toEqual([
    503,
    expect.objectContaining({ code: 'database_unavailable', mongodb: 'down', temporal: 'up' }),
  ])
})

test('without MongoDB a request is a 503 problem with Retry-After, and no token is let in', async () => {
  const somewhere = await testApi()
  const { tokens, username, password } = await somewhere.person()
  const api = await testApi({ db: away.db })
  const authorization = { Authorization: `Bearer ${tokens.access_token}` }
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const responses = [
    await api.request('GET', '/applications', { headers: authorization }),
    await api.request('POST', '/auth/token', { body: new URLSearchParams({ username, password }).toString(), headers: form }),
    await api.request('POST', '/auth/refresh', { body: { refresh_token: tokens.refresh_token } }),
  ]
  for (const response of responses) {
    expect([response.status, response.headers.get('Content-Type'), response.headers.get('Retry-After')]).toEqual([
      503,
      'application/problem+json',
      '2',
    ])
  }
})

test('a MongoDB that hangs is a 503 as well, once its time is over, and serves again when it answers', async () => {
  const { uri, name } = testDatabase()
  const { hostname: host, port } = new URL(uri)
  const proxy = await tcpProxy({ host, port: Number(port) })
  const options = { uri: `mongodb://127.0.0.1:${proxy.port}`, database: name, selectionTimeoutMs: 5_000, answerTimeoutMs: 500 }
  const hanging = connectDatabase(options)
  try {
    const api = await testApi({ db: hanging.db })
    const { request } = await api.person()
    proxy.stall()
    const answers = await Promise.all([
      request('GET', '/applications'),
      request('GET', '/tasks'),
      request('POST', '/tasks', { body: { title: 'Relancer' } }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503])
    proxy.up()
    await expect.poll(async () => (await request('GET', '/tasks')).status).toBe(200)
  } finally {
    await hanging.close()
    await proxy.close()
  }
})
