import { expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import type { DescribedOffer } from '../domain/described-offer.ts'
import { CALL_MS, createModelAnswerRepository, QUEUED_MS } from './model-answer-repository.ts'

const { db } = testDatabase()
const answers = createModelAnswerRepository(db)
const made = { model: 'a-model', promptVersion: 'p/1' }
const start = new Date('2026-11-23T10:00:00Z')
const after = (ms: number) => new Date(start.getTime() + ms)
const answer = { is_offer: true, title: 'Menuisier' } as DescribedOffer
const paid = { call: 'k:1', tokens: { input: 1, output: 2 }, latencyMs: 3 }
const claim = (key: string, holder: string, at = start, asked = start) => answers.claim(key, holder, made, asked, at)

test('of many who want an answer at once one asks, and the others wait', async () => {
  const claims = await Promise.all(Array.from({ length: 20 }, (_, at) => claim('many', `holder ${at}`)))
  expect(claims.filter(({ state }) => state === 'held')).toHaveLength(1)
  expect(claims.filter(({ state }) => state === 'busy')).toHaveLength(19)
})

test('claimed again by who has it, it is still theirs', async () => {
  await claim('again', 'one')
  expect(await claim('again', 'one', after(1_000))).toEqual({ state: 'held' })
  expect(await claim('again', 'other', after(1_000))).toEqual({ state: 'busy', until: after(1_000 + QUEUED_MS) })
})

test('an answer is everybody’s, the first one for good', async () => {
  await claim('answered', 'one')
  await answers.store('answered', answer, paid, start)
  await answers.store('answered', { ...answer, title: 'Autre' }, paid, start)
  expect(await claim('answered', 'other')).toEqual({ state: 'answered' })
  expect(await answers.read(['answered'])).toEqual([answer])
  expect(await answers.read(['answered', 'unknown'])).toBe(undefined)
})

test('a claim that its holder does nothing about is the next one’s, and the former holder learns it', async () => {
  await claim('lost', 'one')
  expect(await claim('lost', 'other', after(QUEUED_MS))).toEqual({ state: 'held' })
  expect(await answers.beginCall('lost', 'one', after(QUEUED_MS))).toEqual({ state: 'lost' })
  expect(await answers.beginCall('lost', 'other', after(QUEUED_MS))).toEqual({ state: 'begun', call: 1 })
})

test('who waits for a turn to call keeps the claim, and loses it soon after a call that nobody saw the end of', async () => {
  await claim('queued', 'one')
  expect(await claim('queued', 'other', after(QUEUED_MS - 1))).toMatchObject({ state: 'busy' })
  await answers.beginCall('queued', 'one', start)
  expect(await claim('queued', 'other', after(CALL_MS - 1))).toMatchObject({ state: 'busy' })
  expect(await claim('queued', 'other', after(CALL_MS))).toEqual({ state: 'held' })
})

test('calls whose end nobody saw: one more, and no third; a call that ended counts no longer', async () => {
  await claim('open', 'one')
  expect(await answers.beginCall('open', 'one', start)).toEqual({ state: 'begun', call: 1 })
  await answers.keepClaim('open', 'one', 60_000, start)
  expect(await answers.beginCall('open', 'one', start)).toEqual({ state: 'begun', call: 2 })
  expect(await answers.beginCall('open', 'one', start)).toEqual({ state: 'begun', call: 3 })
  expect(await answers.beginCall('open', 'one', start)).toEqual({ state: 'interrupted' })
})

test('a claim lasts over the pause that the model asks for', async () => {
  await claim('pause', 'one')
  await answers.keepClaim('pause', 'one', 60_000, start)
  expect(await claim('pause', 'other', after(QUEUED_MS + 59_999)), 'and over the wait for another turn').toMatchObject({ state: 'busy' })
})

test('a doubted answer is asked for once more by who asks again later, and serves until there is another', async () => {
  const again = (holder: string, ms: number) => answers.claim('doubted', holder, made, after(ms), after(ms), { isRepeated: true })
  await claim('doubted', 'a:1')
  await answers.store('doubted', answer, paid, after(1_000))
  expect(await again('a:2', 2_000), 'nobody doubts it').toEqual({ state: 'answered' })
  await answers.doubt(['doubted'], 'a:1')
  expect(await claim('doubted', 'b:1', after(3_000), after(3_000)), 'who asks for the first time').toEqual({ state: 'answered' })
  expect(await again('a:1', 3_000), 'who doubts it already').toEqual({ state: 'answered' })
  expect(await again('b:2', 500), 'who asked before it came').toEqual({ state: 'answered' })
  expect(await again('a:2', 4_000)).toEqual({ state: 'held' })
  expect(await again('b:2', 4_000)).toMatchObject({ state: 'busy' })
  expect(await answers.read(['doubted'])).toEqual([answer])
  expect(await answers.beginCall('doubted', 'a:2', after(4_000))).toEqual({ state: 'begun', call: 1 })
  await answers.store('doubted', { ...answer, title: 'Autre' }, paid, after(5_000))
  expect(await answers.read(['doubted'])).toMatchObject([{ title: 'Autre' }])
  expect(await again('c:2', 6_000)).toEqual({ state: 'answered' })
})

test('a failure is that of all who waited for it, and of nobody who asks later', async () => {
  await claim('failed', 'one')
  await answers.release('failed', 'one', 'model_refused', after(5_000))
  expect(await claim('failed', 'waiting', after(6_000), after(1_000))).toEqual({ state: 'failed', failure: 'model_refused' })
  expect(await claim('failed', 'later', after(6_000), after(6_000))).toEqual({ state: 'held' })
})

test('who gives up without a failure leaves it to the next one', async () => {
  await claim('left', 'one')
  await answers.release('left', 'other', null, start)
  expect(await claim('left', 'next')).toMatchObject({ state: 'busy' })
  await answers.release('left', 'one', null, start)
  expect(await claim('left', 'next')).toEqual({ state: 'held' })
})
