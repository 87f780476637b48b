import { expect, test } from 'vitest'
import { createModelUsageRepository } from '../../core/db/model-usage-repository.ts'
import { problemOf, usersApi } from '../../tests/support/users-api.ts'

const api = await usersApi()
const admin = await api.admin()
const usage = createModelUsageRepository(api.db, { perUser: 10_000, total: 100_000 })

test('a user sees what their descriptions cost and what is left; an admin sees anyone’s', async () => {
  const somebody = await api.person()
  const call = { id: `${somebody.id}:1`, userId: somebody.id, model: 'a-model', promptVersion: 'p/1' }
  const today = new Date()
  await usage.begin(call, 4_000, today)
  await usage.end(call.id, { outcome: 'answered', tokens: { input: 900, output: 100 }, latencyMs: 2_000 })
  const own = await somebody.request('GET', `/users/${somebody.id}/usage`)
  const answer = await own.json()
  expect([own.status, answer]).toEqual([
    200,
    {
      user_id: somebody.id,
      today: {
        day: today.toISOString().slice(0, 10),
        tokens: 1_000,
        budget_tokens: 10_000,
        left_tokens: 9_000,
        resets_at: expect.stringMatching(/T00:00:00.000Z$/),
      },
      days: [{ day: expect.any(String), calls: 1, reused: 0, failed: 0, input_tokens: 900, output_tokens: 100, average_latency_ms: 2_000 }],
    },
  ])
  expect(await (await admin.request('GET', `/users/${somebody.id}/usage/`)).json()).toEqual(answer)
})

test('another’s is not found, and nobody’s is', async () => {
  const [somebody, other] = [await api.person(), await api.person()]
  const unknown = { status: 404, code: 'not_found', detail: 'Cet utilisateur n’existe pas.', errors: undefined }
  expect(await problemOf(somebody.request('GET', `/users/${other.id}/usage`))).toEqual(unknown)
  expect(await problemOf(admin.request('GET', '/users/6560f0c2a7b4c1d2e3f40516/usage'))).toEqual(unknown)
  expect((await somebody.request('GET', '/users/me/usage')).status).toBe(422)
  expect((await api.request('GET', `/users/${other.id}/usage`)).status).toBe(401)
})

test('who never asked has spent nothing', async () => {
  const somebody = await api.person()
  const answer = await (await somebody.request('GET', `/users/${somebody.id}/usage`)).json()
  expect(answer).toMatchObject({ today: { tokens: 0, left_tokens: 10_000 }, days: [] })
})
