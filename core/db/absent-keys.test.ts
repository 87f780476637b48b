import { expect, test } from 'vitest'
import { createAbsentKeys } from './absent-keys.ts'

/** What is asked for of a and b in that turn, when nobody had them in turn 7. */
function asked(turn: number, meanwhile: (keys: ReturnType<typeof createAbsentKeys>) => void = () => {}, laterMs = 0) {
  let now = 1_000
  const keys = createAbsentKeys(() => now)
  expect(keys.maybeThere(['a', 'b'], { turn: 7 })).toEqual(['a', 'b'])
  keys.note(['a', 'b'])
  meanwhile(keys)
  now += laterMs
  return keys.maybeThere(['a', 'b', 'c'], { turn })
}

test.each([
  ['in the same turn, what nobody had is not asked for again', 7, ['c']],
  ['in the next turn neither', 8, ['c']],
  ['when somebody else had a turn, all is', 9, ['a', 'b', 'c']],
  ['when the lease is another one, all is', 1, ['a', 'b', 'c']],
])('%s', (_what, turn, expected) => {
  expect(asked(turn)).toEqual(expected)
})

test('what was written since is asked for again, and after a write of unknown keys all is', () => {
  expect(asked(8, (keys) => keys.written(['b', 'z']))).toEqual(['b', 'c'])
  expect(asked(8, (keys) => keys.forget())).toEqual(['a', 'b', 'c'])
})

test('a minute later all is asked for again, whoever wrote without the lease', () => {
  expect(asked(8, undefined, 59_000)).toEqual(['c'])
  expect(asked(8, undefined, 61_000)).toEqual(['a', 'b', 'c'])
})

test('so many keys are not kept that a worker grows by them', () => {
  expect(asked(8, (keys) => keys.note(Array.from({ length: 100_000 }, (_, n) => `k${n}`)))).toEqual(['a', 'b', 'c'])
})
