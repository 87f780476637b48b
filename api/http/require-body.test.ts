import { expect, test } from 'vitest'
import { testApi } from '../../tests/support/api.ts'
import { codeOf } from '../../tests/support/auth-api.ts'

test('an update without a body is refused, though an update of no field is none', async () => {
  const someone = await (await testApi()).person()
  const created = await someone.request('POST', '/applications', { body: { company: 'Acme', position: 'Data engineer' } })
  const path = created.headers.get('Location') ?? ''
  const bodiless = await someone.request('PUT', path)
  expect([bodiless.status, await codeOf(bodiless)]).toEqual([400, 'malformed_body'])
  const typed = await someone.request('PUT', path, { headers: { 'Content-Type': 'application/json' } })
  expect([typed.status, await codeOf(typed)]).toEqual([400, 'malformed_body'])
  expect((await someone.request('PUT', path, { body: {} })).status).toBe(200)
})
