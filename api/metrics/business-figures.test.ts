import { expect, test } from 'vitest'
import { createBusinessFigures } from './business-figures.ts'

const NONE = { applications: [], descriptions: [], offers: [] }
const log = { warn: () => {} }

function counted({ fails }: { fails?: Error } = {}) {
  const clock = { now: 0 }
  const state = { counts: 0, fails }
  const figures = createBusinessFigures({
    figures: {
      count: async () => {
        state.counts++
        if (state.fails) throw state.fails
        return NONE
      },
      isTooSlow: (error) => (error as Error).message === 'slow',
    },
    log,
    now: () => clock.now,
  })
  return { clock, state, figures }
}

test('they are counted once a minute, for all who ask meanwhile', async () => {
  const { clock, state, figures } = counted()
  expect(await Promise.all([figures(), figures()])).toEqual([NONE, NONE])
  clock.now = 59_999
  await figures()
  expect(state.counts).toBe(1)
  clock.now = 60_000
  await figures()
  expect(state.counts).toBe(2)
})

test('while MongoDB is away there are none, and a minute later they are counted again', async () => {
  const { clock, state, figures } = counted({ fails: new Error('away') })
  expect(await figures()).toBeUndefined()
  clock.now = 60_000
  state.fails = undefined
  expect(await figures()).toEqual(NONE)
})

test('a count that takes too long is not tried again for ten minutes', async () => {
  const { clock, state, figures } = counted({ fails: new Error('slow') })
  expect(await figures()).toBeUndefined()
  clock.now = 599_999
  expect([await figures(), state.counts]).toEqual([undefined, 1])
  clock.now = 600_000
  await figures()
  expect(state.counts).toBe(2)
})
