import { randomUUID } from 'node:crypto'
import { Binary, ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { createIdempotencyRepository } from './idempotency-repository.ts'

const { db } = testDatabase()
const keys = createIdempotencyRepository(db)
const user = '6560f0c2a7b4c1d2e3f40516'
const now = new Date()
const later = (ms: number) => new Date(now.getTime() + ms)

test('while the first request runs, the next one waits; after 10 s it takes over under the same record id', async () => {
  const key = randomUUID()
  const first = await keys.reserve(user, key, 'body', now)
  expect(first.state).toBe('yours')
  expect(await keys.reserve(user, key, 'body', later(9_999))).toEqual({ state: 'running' })
  expect(await keys.reserve(user, key, 'body', later(10_000))).toEqual(first)
  expect(await keys.reserve(user, key, 'body', later(10_001))).toEqual({ state: 'running' })
})

test('a failure nobody knows the outcome of is taken over at once under the same record id', async () => {
  const key = randomUUID()
  const first = await keys.reserve(user, key, 'body', now)
  await keys.unlock(user, key, now)
  expect(await keys.reserve(user, key, 'body', now)).toEqual(first)
})

test('a kept answer is given again, and is neither released nor unlocked', async () => {
  const key = randomUUID()
  await keys.reserve(user, key, 'body', now)
  const answer = { status: 201, headers: { ETag: '"1"' }, body: '{}' }
  await keys.keep(user, key, answer)
  await keys.release(user, key)
  await keys.unlock(user, key, now)
  expect(await keys.reserve(user, key, 'body', later(60_000))).toEqual({ state: 'answered', answer })
  expect(await keys.reserve(user, key, 'another', now)).toEqual({ state: 'another_body' })
})

test.each([
  ['short', '{"company":"Bœuf & Cie 🥩"}', 40],
  ['as long as is kept as it is', 'x'.repeat(1_024), 1_024],
  ['long', `Bœuf & Cie 🥩 ${'Relancer lundi. '.repeat(12_500)}`, 2_000],
])('a %s body is given again to the letter, and takes little room', async (_what, body, most) => {
  const key = randomUUID()
  const { recordId } = (await keys.reserve(user, key, 'body', now)) as { recordId: string }
  const answer = { status: 201, headers: { Location: '/applications/1' }, body }
  await keys.keep(user, key, answer)
  expect(await keys.reserve(user, key, 'body', now)).toEqual({ state: 'answered', answer })
  const stored = await db.collection('idempotency_keys').findOne({ record_id: new ObjectId(recordId) })
  const kept = stored?.answer.body
  expect(Buffer.from(kept instanceof Binary ? kept.buffer : kept).length).toBeLessThanOrEqual(most)
})
