import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { CatalogueCandidate } from '../../core/db/catalogue-repository.ts'
import { collectedOffer, type SomeOffer } from '../../tests/support/collected-offers.ts'
import { arrivalsOf } from './arrivals.ts'
import { planned } from './catalogue-plan.ts'
import { printOf } from './doubles/index.ts'

const now = new Date('2026-11-23T05:00:00Z')
/** A text of its own, with what all texts of a company have in common. */
const textOf = (n: number) =>
  `We build the pumps that keep half of the polders dry. ${Array.from({ length: 90 }, (_, k) => `task${(n * 131 + k * k * 17 + k) % 9_973}`).join(' ')}`
const numbered = (n: number, said: SomeOffer = {}) =>
  collectedOffer({ nativeId: `acme:${n}`, url: `https://acme.example/${n}`, description: textOf(n), ...said })

function candidate(n: number, said: SomeOffer = {}): CatalogueCandidate {
  const { listing, ...facts } = numbered(n, said)
  const listings = [{ ...listing, run: null, reason: null }]
  return {
    id: n.toString(16).padStart(24, '0'),
    facts,
    print: printOf(facts),
    listings,
    apart: [],
    first_seen_at: now,
    last_seen_at: now,
    toClean: false,
  }
}

const stored = Array.from({ length: 4_000 }, (_, n) => candidate(n))

/** What the work came to, and the longest time that it kept others waiting, as a share of all the time that it took. */
async function watched<T>(work: () => Promise<T>): Promise<{ result: T; longestShare: number }> {
  let [isAtWork, longest] = [true, 0]
  const start = performance.now()
  const others = (async () => {
    for (let last = start; isAtWork; last = performance.now()) {
      await nextTurn()
      longest = Math.max(longest, performance.now() - last)
    }
  })()
  const result = await work()
  const all = performance.now() - start
  isAtWork = false
  await others
  return { result, longestShare: longest / all }
}

test('two hundred arrivals among four thousand offers of one title keep nobody waiting long, and the double among them is found', async () => {
  const arrivals = arrivalsOf(
    Array.from({ length: 200 }, (_, n) =>
      n === 150 ? numbered(3_777, { source: 'arbeitnow', nativeId: 'double-1', url: 'https://arbeitnow.example/1' }) : numbered(10_000 + n),
    ),
    'run',
  ).arrivals
  const shares: number[] = []
  // The machine may have stopped it once.
  while (shares.length < 3) {
    const { result, longestShare } = await watched(() => planned(arrivals, stored, now))
    expect(result.assignments.filter(({ as }) => as === 'new')).toHaveLength(199)
    expect(result.assignments[150]).toMatchObject({ arrival: { id: candidate(3_777).id }, as: { double: { reason: 'text', score: 1 } } })
    expect(result.touched).toEqual([candidate(3_777).id])
    shares.push(longestShare)
  }
  expect(Math.min(...shares)).toBeLessThan(0.25)
}, 60_000)

const pay = (min: number, max: number) => ({ min, max, currency: 'EUR', period: 'year' }) as const

test.each<[string, SomeOffer, SomeOffer, SomeOffer?]>([
  ['pay', { salary: pay(20_000, 25_000) }, { salary: pay(50_000, 60_000) }],
  ['contract', { contract_type: 'fixed-term' }, { contract_type: 'permanent' }],
  ['level', { seniority: 'junior' }, { seniority: 'senior' }],
  [
    'level in the title',
    { title: 'Senior data engineer', seniority: 'senior' },
    { title: 'Data engineer', seniority: 'senior' },
    { seniority: null },
  ],
  ['place', { location: 'Brest, France' }, { location: 'Lyon, France' }],
  ['work', { title: 'Data engineer manager' }, { title: 'Data engineer' }],
  ['company', { company: 'Acme Wind' }, { company: 'Acme Tide' }],
])('among offers that differ in %s alone the right one is found, whichever is compared first', async (_what, other, right, arriving = {}) => {
  const description = textOf(1)
  const [wrong, twin] = [candidate(1, { ...other, description }), candidate(2, { ...right, description })]
  const { arrivals } = arrivalsOf([numbered(3, { ...right, ...arriving, description, source: 'arbeitnow', nativeId: 'x', url: null })], 'run')
  for (const candidates of [
    [wrong, twin],
    [twin, wrong],
  ])
    expect((await planned(arrivals, candidates, now)).assignments).toMatchObject([{ arrival: { id: twin.id } }])
})

test('of several offers that it may be the surest is taken', async () => {
  const [vague, sure] = [candidate(1, { description: null }), candidate(2)]
  const { arrivals } = arrivalsOf([numbered(2, { source: 'arbeitnow', nativeId: 'x', url: null })], 'run')
  expect((await planned(arrivals, [vague, sure], now)).assignments).toMatchObject([{ arrival: { id: sure.id }, as: { double: { reason: 'text' } } }])
})

test('two listings of one source in one batch do not both join an offer: the source has them as two', async () => {
  const twice = ['x', 'y'].map((nativeId) => numbered(1, { source: 'arbeitnow', nativeId, url: null }))
  const { assignments } = await planned(arrivalsOf(twice, 'run').arrivals, [candidate(1)], now)
  expect(assignments).toMatchObject([{ arrival: { id: candidate(1).id } }, { as: 'new' }])
})

test('what joins an offer leads others of its batch to it', async () => {
  const titled = (title: string, source: string) => numbered(1, { title, source, nativeId: 'x', url: null })
  const { arrivals } = arrivalsOf([titled('Data engineer booking', 'arbeitnow'), titled('Data engineer booking payments', 'adzuna')], 'run')
  const { id } = candidate(1)
  expect((await planned(arrivals, [candidate(1)], now)).assignments).toMatchObject([{ arrival: { id } }, { arrival: { id } }])
})

test('once a better source has joined an offer, others of its batch are compared with what that one says', async () => {
  const first = candidate(1, { source: 'arbeitnow', nativeId: 'x', url: null })
  const { arrivals } = arrivalsOf(
    [numbered(1, { salary: pay(50_000, 60_000) }), numbered(1, { source: 'adzuna', url: null, salary: pay(20_000, 25_000) })],
    'run',
  )
  expect((await planned(arrivals, [first], now)).assignments).toMatchObject([{ arrival: { id: first.id } }, { as: 'new' }])
})
