import { expect, test } from 'vitest'
import { pairsByHand } from './by-hand.ts'
import { formerlySame } from './former-rule.ts'
import { generatedPairs } from './generate.ts'
import { figures, judged } from './measure.ts'
import { GENERATED, GOALS, SEEDS } from './set.ts'

const measured = (pairs: readonly Parameters<typeof judged>[0][]) =>
  figures(pairs.map((pair) => ({ same: pair.same, taken: judged(pair).reason !== null })))
const [first, second] = SEEDS.map((seed) => generatedPairs(seed, GENERATED)) as [typeof pairsByHand, typeof pairsByHand]

test('the labelled set has 500 pairs, at least 150 of them by hand', () => {
  expect(pairsByHand.length).toBeGreaterThanOrEqual(150)
  expect(pairsByHand.length + first.length).toBeGreaterThanOrEqual(500)
})

test.each([
  ['by hand', pairsByHand],
  ['generated', first],
  ['generated and held apart', second],
])('of the pairs %s nearly all doubles are found, and nearly nothing else', (_, pairs) => {
  const { precision, recall } = measured(pairs)
  expect(precision).toBeGreaterThanOrEqual(GOALS.precision)
  expect(recall).toBeGreaterThanOrEqual(GOALS.recall)
})

test('which of two offers comes first makes no difference', () => {
  const differing = [...pairsByHand, ...first].filter((pair) => judged(pair).reason !== judged({ ...pair, one: pair.other, other: pair.one }).reason)
  expect(differing).toEqual([])
})

test('the same seed makes the same pairs, another seed others', () => {
  expect(generatedPairs(1, 20)).toEqual(generatedPairs(1, 20))
  expect(generatedPairs(2, 20)).not.toEqual(generatedPairs(1, 20))
})

test('the former rule misses most doubles and takes other openings for them', () => {
  const { precision, recall } = figures(pairsByHand.map((pair) => ({ same: pair.same, taken: formerlySame(pair) })))
  expect(precision).toBeLessThan(0.7)
  expect(recall).toBeLessThan(0.5)
})
