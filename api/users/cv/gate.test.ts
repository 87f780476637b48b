import { expect, test } from 'vitest'
import { createGate } from './gate.ts'

/** Work that ends when told to. */
function work() {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let started = false
  const run = () => {
    started = true
    return promise
  }
  return { run, resolve, reject, isStarted: () => started }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('so many go through at a time, the others in their turn', async () => {
  const through = createGate({ places: 2, maxWaiting: 2, maxWaitMs: 10_000 })
  const all = [work(), work(), work(), work()]
  const results = all.map(({ run }) => through(run))
  await settled()
  expect(all.map(({ isStarted }) => isStarted())).toEqual([true, true, false, false])
  all[1]?.resolve('second')
  await settled()
  expect(all.map(({ isStarted }) => isStarted())).toEqual([true, true, true, false])
  for (const { resolve } of all) resolve('done')
  expect(await Promise.all(results)).toEqual(['done', 'second', 'done', 'done'])
})

test('when too many wait, further ones are told to come back', async () => {
  const through = createGate({ places: 1, maxWaiting: 1, maxWaitMs: 10_000 })
  const [first, second] = [work(), work()]
  const results = [through(first.run), through(second.run)]
  await expect(through(work().run)).rejects.toMatchObject({ code: 'too_many_requests', params: { retry_after: 10 } })
  for (const { resolve } of [first, second]) resolve('done')
  await Promise.all(results)
})

test('work that fails gives its place back', async () => {
  const through = createGate({ places: 1, maxWaiting: 0, maxWaitMs: 0 })
  for (const _ of [1, 2, 3]) await expect(through(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await through(async () => 'done')).toBe('done')
})

test('who has waited long enough is told to come back, and holds nobody up', async () => {
  const through = createGate({ places: 1, maxWaiting: 2, maxWaitMs: 50 })
  const [slow, late, next] = [work(), work(), work()]
  const first = through(slow.run)
  await expect(through(late.run)).rejects.toMatchObject({ code: 'too_many_requests', params: { retry_after: 10 } })
  const second = through(next.run)
  for (const { resolve } of [slow, next]) resolve('done')
  expect([await first, await second, late.isStarted()]).toEqual(['done', 'done', false])
})
