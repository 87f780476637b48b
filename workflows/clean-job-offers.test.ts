import { expect, test } from 'vitest'
import type { Activities } from '../activities/index.ts'
import { ENDED, NOT_SEEN } from '../core/domain/job-offer-rules.ts'
import { runWorkflow } from '../tests/support/run-workflow.ts'
import type { CleanedOffers } from './clean-job-offers.ts'

const NO_SAMPLE = { normalised: [], dropped: [] }
const LAST = '6560f0c2a7b4c1d2e3f40516'

/** A catalogue with something for each step, and what was asked of it, in order. */
function catalogue(change: Partial<Activities> = {}) {
  const asked: [string, object][] = []
  const seen: Record<string, number> = {}
  /** The nth time that the step is asked. */
  const nth = (step: string, given: object) => {
    asked.push([step, given])
    seen[step] = (seen[step] ?? 0) + 1
    return seen[step]
  }
  const activities: Partial<Activities> = {
    maintenanceSettings: async () => ({ archiveAfterDays: 40, expireAfterDays: 30, deleteAfterDays: 90 }),
    adoptBatch: async (given) => ({ adopted: nth('adopt', given) === 1 ? 200 : 3 }),
    normaliseBatch: async (given) => {
      const isFirst = nth('normalise', given) === 1
      return {
        found: isFirst ? 200 : 10,
        normalised: 5,
        unchanged: isFirst ? 193 : 4,
        dropped: 1,
        referred: 0,
        left: isFirst ? 1 : 0,
        sample: NO_SAMPLE,
        last: isFirst ? LAST : undefined,
      }
    },
    mergeBatch: async (given) => ({ found: 3, merged: 2, left: 1, compared: 100, sample: [], last: nth('merge', given) === 1 ? LAST : undefined }),
    closeBatch: async (given) => {
      const found = nth('close', given) === 1 ? 2_000 : 5
      return { found, closed: { [ENDED]: 4, [NOT_SEEN]: found - 5 } }
    },
    deleteBatch: async (given) => {
      const last = nth('delete', given) === 1 ? { seen: '2026-01-01T00:00:00.000Z', id: LAST } : undefined
      return { deleted: 7, referred: 2, left: 1, sample: [], last }
    },
    ...change,
  }
  return { asked, activities }
}

/** Whatever was found has become something. */
function expectSums({ normalise, drop, merge, expire, delete: deleted }: CleanedOffers) {
  expect(normalise.found).toBe(normalise.normalised + normalise.unchanged + normalise.left + drop.found)
  expect(drop.found).toBe(drop.dropped + drop.referred)
  expect(merge.found).toBe(merge.merged + merge.left)
  expect(expire.found).toBe(expire.valid_through_passed + expire.not_seen + expire.left)
  expect(deleted.found).toBe(deleted.deleted + deleted.referred + deleted.left)
}

test('does one step after the other, each batch by batch, and every count adds up', async () => {
  const { asked, activities } = catalogue()
  const result = await runWorkflow('cleanJobOffers', {}, activities)
  expect(asked.map(([step]) => step)).toEqual(['adopt', 'adopt', 'normalise', 'normalise', 'merge', 'merge', 'close', 'close', 'delete', 'delete'])
  expect(result).toMatchObject({
    step: 'ended',
    adopt: { found: 203 },
    normalise: { found: 210, normalised: 10, unchanged: 197, left: 1 },
    drop: { found: 2, dropped: 2, referred: 0 },
    merge: { compared: 200, found: 6, merged: 4, left: 2 },
    expire: { found: 2_005, valid_through_passed: 8, not_seen: 1_995, left: 2 },
    delete: { found: 20, deleted: 14, referred: 4, left: 2 },
  })
  expectSums(result)
})

test('each batch goes on after the one before, each step from its beginning, and each has a number of its own', async () => {
  const { asked, activities } = catalogue()
  await runWorkflow('cleanJobOffers', { all: true }, activities)
  const of = (step: string, field: string) => asked.filter(([name]) => name === step).map(([, given]) => (given as Record<string, unknown>)[field])
  expect([of('normalise', 'after'), of('merge', 'after')]).toEqual([
    [undefined, LAST],
    [undefined, LAST],
  ])
  expect(of('delete', 'after')).toEqual([undefined, { seen: '2026-01-01T00:00:00.000Z', id: LAST }])
  expect([...of('normalise', 'all'), ...of('merge', 'all')]).toEqual([true, true, true, true])
  const numbers = asked.map(([, given]) => (given as { batch: { number: number } }).batch.number)
  expect(new Set(numbers).size).toBe(numbers.length)
})

test('thresholds are those that were given, else the configured ones', async () => {
  const { asked, activities } = catalogue()
  const { at } = await runWorkflow('cleanJobOffers', { expire_after_days: 10, delete_after_days: null }, activities)
  const before = (days: number) => new Date(Date.parse(at) - days * 86_400_000).toISOString()
  expect(asked.find(([step]) => step === 'close')?.[1]).toMatchObject({ at, unseenSince: before(10) })
  expect(asked.find(([step]) => step === 'delete')?.[1]).toMatchObject({ closedBefore: before(90) })
})

test('a dry run asks for nothing that changes anything, and names some of each', async () => {
  const refused = () => Promise.reject(new Error('this would change something'))
  const { asked, activities } = catalogue({
    adoptBatch: refused,
    closeBatch: refused,
    countKeyless: async () => 12,
    countClosable: async () => ({ closed: { [ENDED]: 3, [NOT_SEEN]: 4 }, sample: ['e'] }),
    mergeBatch: async (given) => {
      asked.push(['merge', given])
      return { found: 30, merged: 30, left: 0, compared: 100, sample: Array(20).fill('m'), last: asked.length < 6 ? LAST : undefined }
    },
  })
  const result = await runWorkflow('cleanJobOffers', { dry_run: true }, activities)
  expect(result).toMatchObject({ dry_run: true, adopt: { found: 12 }, expire: { found: 7 }, sample: { merged: Array(20).fill('m'), expired: ['e'] } })
  expect(asked.every(([, given]) => (given as { dryRun: boolean }).dryRun)).toBe(true)
  expectSums(result)
})

test('a run whose history has grown long is continued in the middle of its step, and counts on', async () => {
  const runs = new Set<string>()
  let left = 6
  const normaliseBatch: Activities['normaliseBatch'] = async ({ batch }) => {
    runs.add(batch.runId)
    const padding = { padding: 'x'.repeat(1_500_000) }
    return {
      found: 200,
      normalised: 200,
      unchanged: 0,
      dropped: 0,
      referred: 0,
      left: 0,
      sample: NO_SAMPLE,
      last: --left > 0 ? LAST : undefined,
      ...padding,
    }
  }
  const { activities } = catalogue({ normaliseBatch })
  const result = await runWorkflow('cleanJobOffers', { expire_after_days: 12 }, activities, { on: 'dev' })
  expect(runs.size).toBeGreaterThan(1)
  expect(result).toMatchObject({ normalise: { found: 1_200 }, adopt: { found: 203 }, merge: { compared: 200 }, expire_after_days: 12, step: 'ended' })
})

test.each(['abc', [], { expire_after_days: '30' }, { delete_after_days: 0 }, { dry: true }, { all: 1 }, { so_far: { state: {} } }])(
  '%j is refused at once, with the JSON to type',
  async (wrong) => {
    const error = await runWorkflow('cleanJobOffers', wrong as never, {}).catch((error: Error) => error)
    expect(error).toMatchObject({ cause: { type: 'bad_input', message: expect.stringContaining('"expire_after_days":30,"delete_after_days":90') } })
  },
)
