import { expect, test } from 'vitest'
import { createFairQueue } from './fair-queue.ts'

/** A queue of one at a time whose jobs end when told to. `ran` are the lanes in the order of their turns. */
function queue(maxWaiting = 100) {
  const run = createFairQueue({ atOnce: 1, maxWaiting, retryAfterSeconds: 10 })
  const ran: string[] = []
  const ends: (() => void)[] = []
  const job = (lane: string) =>
    new Promise<string>((resolve) => {
      ran.push(lane)
      ends.push(() => resolve(lane))
    })
  function ask(lane: string, known: boolean): Promise<string> {
    const asked = run({ lane, known }, () => job(lane))
    // Whether it is refused is looked at later.
    asked.catch(() => {})
    return asked
  }
  return {
    ran,
    asked: (lanes: string, known = false) => [...lanes].map((lane) => ask(lane, known)),
    /** Ends what runs until nothing waits. */
    async drain() {
      for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
        end()
        await new Promise(setImmediate)
      }
    },
  }
}
const refusals = async (asked: Promise<string>[]) => (await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected')

test('one who asks for many waits for them, and the others do not', async () => {
  const { asked, ran, drain } = queue()
  const all = asked('aaaaaabbc')
  await drain()
  expect(await Promise.all(all)).toHaveLength(9)
  expect(ran.join('')).toBe('aabcabaaa')
})

test('known callers go first, and strangers get every fourth turn', async () => {
  const { asked, ran, drain } = queue()
  const all = [...asked('-xxyy'), ...asked('AABBCC', true)]
  await drain()
  await Promise.all(all)
  expect(ran.join('')).toBe('-ABCxABCyxy')
})

test('a failed job holds up nobody', async () => {
  const run = createFairQueue({ atOnce: 1, maxWaiting: 10, retryAfterSeconds: 10 })
  const fail = () => run({ lane: 'a', known: false }, () => Promise.reject(new Error('broken')))
  await expect(Promise.all([fail(), fail()])).rejects.toThrow('broken')
  expect(await run({ lane: 'a', known: false }, async () => 'done')).toBe('done')
})

test('where there is no room one who waits for many gives way, the last first, and is told to come back', async () => {
  const { asked, ran, drain } = queue(6)
  const crowd = asked('aaaaaaaa')
  const others = asked('bc')
  await drain()
  const refused = await refusals(crowd)
  expect(refused).toHaveLength(3)
  expect(refused[0]).toMatchObject({ reason: { code: 'too_many_requests', params: { retry_after: 10 } } })
  expect(await Promise.all(others)).toEqual(['b', 'c'])
  expect(ran.join('')).toBe('aabcaaa')
})

test('one who waits for as many as anybody gives way to nobody', async () => {
  const { asked, drain } = queue(3)
  const first = asked('-abc')
  const late = asked('d')
  const again = asked('a')
  await drain()
  expect(await refusals([...late, ...again])).toHaveLength(2)
  expect(await Promise.all(first)).toHaveLength(4)
})

test('a crowd of strangers, each from elsewhere, leaves room to a known caller', async () => {
  const { asked, ran, drain } = queue(3)
  const crowd = asked('-abc')
  const known = asked('K', true)
  await drain()
  expect(await Promise.all(known)).toEqual(['K'])
  expect([(await refusals(crowd)).length, ran.join('')]).toEqual([1, '-Kbc'])
})
