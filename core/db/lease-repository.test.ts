import { setImmediate as nextTurn } from 'node:timers/promises'
import { beforeEach, expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { createLeaseRepository, LeaseLost, LeaseTaken, stillHeld } from './lease-repository.ts'

const { db } = testDatabase()
const leases = db.collection<{ _id: string; holder: string; until: Date; wanted?: string }>('leases')

beforeEach(() => leases.deleteMany({}))

/** Resolves once somebody of another process waits for the lease. */
async function untilWanted(): Promise<void> {
  while ((await leases.findOne({ _id: 'one' }))?.wanted === undefined) await nextTurn()
}

/** Holds the lease until it is told to leave. */
async function held({ exclusively }: ReturnType<typeof createLeaseRepository>) {
  const taken = Promise.withResolvers<void>()
  const { promise, resolve: leave } = Promise.withResolvers<void>()
  const left = exclusively('one', async () => {
    taken.resolve()
    await promise
  })
  await taken.promise
  return {
    leave() {
      leave()
      return left
    },
  }
}

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
  const work = slow.exclusively('one', async (lease) => {
    const first = await lease.isHeld()
    taken.resolve()
    await overtaken.promise
    return [first, await lease.isHeld()]
  })
  await taken.promise
  await other.exclusively('one', async () => {
    overtaken.resolve()
    expect(await work).toEqual([true, false])
  })
})

test('who waits in another process comes before the next of this one, however many wait here', async () => {
  const [here, there] = [createLeaseRepository(db), createLeaseRepository(db)]
  const order: string[] = []
  const first = await held(here)
  const asked = [
    ...['here', 'here', 'here'].map((name) => here.exclusively('one', async () => void order.push(name))),
    there.exclusively('one', async () => void order.push('there')),
  ]
  await untilWanted()
  await first.leave()
  await Promise.all(asked)
  expect(order).toEqual(['there', 'here', 'here', 'here'])
  expect(await leases.findOne()).not.toHaveProperty('wanted')
})

test('who is given the lease and was killed meanwhile keeps the others waiting for a moment only', async () => {
  const here = createLeaseRepository(db)
  const first = await held(here)
  await leases.updateOne({ _id: 'one' }, { $set: { wanted: 'killed' } })
  await first.leave()
  expect(await leases.findOne()).toMatchObject({ holder: 'killed' })
  expect(await here.exclusively('one', async () => 'mine', { patienceMs: 8_000 })).toBe('mine')
})

test('who takes over from a killed process waits for it no more', async () => {
  await leases.insertOne({ _id: 'one', holder: 'killed', until: new Date(Date.now() + 300) })
  const seen = await createLeaseRepository(db).exclusively('one', () => leases.findOne())
  expect(seen?.holder).not.toBe('killed')
  expect(seen).not.toHaveProperty('wanted')
})

test('a wait ends with the patience, in this process and in another, and the lease goes on to who came after', async () => {
  const [here, there] = [createLeaseRepository(db), createLeaseRepository(db)]
  const first = await held(here)
  const never = () => Promise.reject(new Error('It was not free'))
  for (const { exclusively } of [here, there]) {
    const error = await exclusively('one', never, { patienceMs: 40 }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(LeaseTaken)
    expect(error).toMatchObject({ waitedMs: 40 })
  }
  expect(await leases.findOne()).not.toHaveProperty('wanted')
  const after = [here, there].map(({ exclusively }) => exclusively('one', async () => 'mine'))
  await first.leave()
  expect(await Promise.all(after)).toEqual(['mine', 'mine'])
})

test('who gives up waiting lets nobody past those who came before', async () => {
  const { exclusively } = createLeaseRepository(db)
  const first = await held({ exclusively })
  const order: string[] = []
  const leaving = new AbortController()
  const second = exclusively('one', async () => void order.push('second'))
  const third = exclusively('one', async () => void order.push('third'), { signal: leaving.signal })
  const fourth = exclusively('one', async () => void order.push('fourth'))
  leaving.abort(new Error('cancelled'))
  await expect(third).rejects.toThrow('cancelled')
  // Long enough to ask for the lease out of turn.
  for (let n = 0; n < 10; n++) await db.command({ ping: 1 })
  await first.leave()
  await Promise.all([second, fourth])
  expect(order).toEqual(['second', 'fourth'])
})

test.each(['here', 'there'])('a cancelled wait ends at once with the signal’s reason: %s', async (where) => {
  const [here, there] = [createLeaseRepository(db), createLeaseRepository(db)]
  const first = await held(here)
  const cancelled = new AbortController()
  const waiting = (where === 'here' ? here : there).exclusively('one', async () => {}, { signal: cancelled.signal, patienceMs: 15_000 })
  if (where === 'there') await untilWanted()
  cancelled.abort(new Error('cancelled'))
  await expect(waiting).rejects.toThrow('cancelled')
  await expect(here.exclusively('one', async () => {}, { signal: cancelled.signal })).rejects.toThrow('cancelled')
  await first.leave()
  expect(await leases.findOne()).not.toHaveProperty('wanted')
})

test('work that lost the lease is done again with it, other work that failed is not', async () => {
  const slow = createLeaseRepository(db, { leaseMs: 60 })
  const other = createLeaseRepository(db)
  let works = 0
  const done = await slow.exclusively('one', async (lease) => {
    if (++works === 1) await other.exclusively('one', async () => {})
    await stillHeld(lease)
    return works
  })
  expect(done).toBe(2)
  await expect(slow.exclusively('one', async () => stillHeld({ isHeld: async () => ++works < 4 }))).resolves.toBeUndefined()
  await expect(slow.exclusively('one', async () => Promise.reject(new Error(`failed ${++works}`)))).rejects.toThrow('failed 4')
  await expect(stillHeld({ isHeld: async () => false })).rejects.toThrow(LeaseLost)
})

test('a lease that is asked for often enough is kept, however long the work takes', async () => {
  const leaseMs = 1_500
  const slow = createLeaseRepository(db, { leaseMs })
  const taken = Promise.withResolvers<void>()
  const answers = new Set<boolean>()
  let isWorking = true
  const asking = slow.exclusively('one', async (lease) => {
    taken.resolve()
    for (const start = performance.now(); performance.now() - start < 1.5 * leaseMs; await nextTurn()) answers.add(await lease.isHeld())
    isWorking = false
  })
  await taken.promise
  expect(await createLeaseRepository(db).exclusively('one', async () => isWorking)).toBe(false)
  await asking
  expect([...answers]).toEqual([true])
})
