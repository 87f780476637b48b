import { afterAll, expect, test } from 'vitest'
import { connectDatabase } from '../core/db/connection.ts'
import { testApi } from '../tests/support/api.ts'

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
