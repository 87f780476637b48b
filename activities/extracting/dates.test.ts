import { expect, test } from 'vitest'
import { readDate } from './dates.ts'

const dates: [unknown, string][] = [
  ['2026-09-20', '2026-09-20T00:00:00.000Z'],
  ['2026-09-20T07:00:00.000+0200', '2026-09-20T05:00:00.000Z'],
  ['Sun Sep 20 07:00:00 UTC 2026', '2026-09-20T07:00:00.000Z'],
  ['Mon Sep 21 00:00:00 CEST 2026', '2026-09-21T00:00:00.000Z'],
  ['Sun, 20 Sep 2026 07:00:00 GMT', '2026-09-20T07:00:00.000Z'],
  ['20/09/2026', '2026-09-20T00:00:00.000Z'],
  ['09/20/2026', '2026-09-20T00:00:00.000Z'],
  ['dimanche 20 septembre 2026', '2026-09-20T00:00:00.000Z'],
  ['1er mars 2026', '2026-03-01T00:00:00.000Z'],
  ['September 20th, 2026', '2026-09-20T00:00:00.000Z'],
  [1789887600, '2026-09-20T07:00:00.000Z'],
  ['1789887600000', '2026-09-20T07:00:00.000Z'],
]
test.each(dates)('%s is read', (value, expected) => {
  expect(readDate(value)).toBe(expected)
})

test.each(['9999-12-31', '1970-01-01', 0, '2026-02-30', '31/31/2026', 'bientôt', '', null, {}, Number.NaN, '99 mars 2026'])(
  '%s is no date',
  (value) => {
    expect(readDate(value)).toBe(null)
  },
)

test('which number is the month is not guessed, but known in French', () => {
  expect(readDate('05/06/2026')).toBe(null)
  expect(readDate('05/06/2026', true)).toBe('2026-06-05T00:00:00.000Z')
})
