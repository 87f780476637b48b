import { expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { createLeaseRepository } from './lease-repository.ts'

const { db } = testDatabase()

test('those who ask at once, in one process and in others, hold the lease one after the other', async () => {
  const processes = [createLeaseRepository(db), createLeaseRepository(db)]
  let [holders, most, works] = [0, 0, 0]
  const work = async () => {
    most = Math.max(most, ++holders)
    await db.command({ ping: 1 })
    works++
    holders--
  }
  await Promise.all(processes.flatMap(({ exclusively }) => Array.from({ length: 5 }, () => exclusively('one', work))))
  expect([most, works]).toEqual([1, 10])
})

test('those of one process come in the order in which they asked, also after one that failed', async () => {
  const { exclusively } = createLeaseRepository(db)
  const order: number[] = []
  const asked = [1, 2, 3].map((n) =>
    exclusively('one', async () => {
      order.push(n)
      if (n === 1) throw new Error('failed')
      return n
    }),
  )
  expect(await Promise.allSettled(asked)).toMatchObject([{ status: 'rejected' }, { value: 2 }, { value: 3 }])
  expect(order).toEqual([1, 2, 3])
})

test('the lease of a process that was killed expires, and it notices when it was only slow', async () => {
  const slow = createLeaseRepository(db, { leaseMs: 60 })
  const other = createLeaseRepository(db)
  const taken = Promise.withResolvers<void>()
  const overtaken = Promise.withResolvers<void>()
  const held = slow.exclusively('one', async (lease) => {
    const first = await lease.isHeld()
    taken.resolve()
    await overtaken.promise
    return [first, await lease.isHeld()]
  })
  await taken.promise
  await other.exclusively('one', async () => {
    overtaken.resolve()
    expect(await held).toEqual([true, false])
  })
})
