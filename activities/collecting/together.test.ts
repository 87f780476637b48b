import { expect, test } from 'vitest'
import { LeaseLost } from '../../core/db/lease-repository.ts'
import { untilAborted } from '../../core/until-aborted.ts'
import { createTogether } from './together.ts'

/** Turns one after the other, in the order in which they are asked for; each waits for the gate. */
function turns() {
  let before = Promise.resolve()
  const gate = Promise.withResolvers<void>()
  const inTurn = async <T>(work: (turn: undefined) => Promise<T>, { signal }: { signal?: AbortSignal } = {}): Promise<T> => {
    const mine = before
    const end = Promise.withResolvers<void>()
    before = mine.then(() => end.promise)
    try {
      await untilAborted(signal ?? new AbortController().signal, Promise.all([gate.promise, mine]))
      return await work(undefined)
    } finally {
      end.resolve()
    }
  }
  return { inTurn, open: gate.resolve }
}

/** What is done at once, batch by batch. */
function doing(work: (items: readonly string[]) => readonly string[] | undefined, most = 10) {
  const { inTurn, open } = turns()
  const done: (readonly string[])[] = []
  const together = createTogether<string, string, undefined>({
    inTurn,
    work: async (items) => {
      done.push(items)
      return work(items)
    },
    needs: (item) => [item],
    most,
  })
  return { together, open, done }
}

const louder = (items: readonly string[]) => items.map((item) => item.toUpperCase())

test('batches that wait at the same time are done in the turn of the first, and each gets its own results', async () => {
  const { together, open, done } = doing(louder)
  const all = [together(['a', 'b']), together(['c']), together([])]
  open()
  expect(await Promise.all(all)).toEqual([['A', 'B'], ['C'], []])
  expect(done).toEqual([['a', 'b', 'c']])
})

test('what would be too many, or needs the same, waits for the next turn', async () => {
  const { together, open, done } = doing(louder, 3)
  const all = [together(['a', 'b']), together(['b']), together(['c', 'd']), together(['e'])]
  open()
  expect(await Promise.all(all)).toEqual([['A', 'B'], ['B'], ['C', 'D'], ['E']])
  expect(done).toEqual([
    ['a', 'b', 'e'],
    ['b', 'c', 'd'],
  ])
})

test('a batch that cannot be done fails alone', async () => {
  const { together, open, done } = doing((items) => {
    if (items.includes('bad')) throw new Error('bad is no good')
    return louder(items)
  })
  const all = [together(['a']), together(['bad']), together(['b'])]
  open()
  expect(await Promise.allSettled(all)).toMatchObject([
    { status: 'fulfilled', value: ['A'] },
    { status: 'rejected', reason: { message: 'bad is no good' } },
    { status: 'fulfilled', value: ['B'] },
  ])
  expect(done).toEqual([['a', 'bad', 'b'], ['a'], ['bad', 'b'], ['bad'], ['b']])
})

test('a turn that was lost is not gone on with, and nothing counts as done', async () => {
  const { together, open, done } = doing(() => {
    throw new LeaseLost()
  })
  const all = [together(['a']), together(['b'])]
  open()
  expect(await Promise.allSettled(all)).toMatchObject([{ reason: expect.any(LeaseLost) }, { reason: expect.any(LeaseLost) }])
  expect(done).toEqual([['a', 'b'], ['b']])
})

test('what is to be tried again is answered with nothing, to each of them in its own turn', async () => {
  const { together, open } = doing((items) => (items.length > 1 ? undefined : louder(items)))
  const all = [together(['a']), together(['b'])]
  open()
  expect(await Promise.all(all)).toEqual([undefined, ['B']])
})

test('a batch whose wait is ended has the reason at once, and is not done with the others', async () => {
  const { together, open, done } = doing(louder)
  const ending = new AbortController()
  const kept = together(['a'])
  const left = together(['b'], ending.signal)
  ending.abort(new Error('cancelled'))
  await expect(left).rejects.toThrow('cancelled')
  open()
  expect(await kept).toEqual(['A'])
  expect(done).toEqual([['a']])
})
