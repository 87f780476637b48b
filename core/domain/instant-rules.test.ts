import { expect, test } from 'vitest'
import { INSTANT_PATTERN, readInstant } from './instant-rules.ts'

test.each([
  ['2026-11-23', '2026-11-23T00:00:00.000Z'],
  ['2026-11-23T09:30', '2026-11-23T09:30:00.000Z'],
  ['2026-11-23 09:30:15.123456', '2026-11-23T09:30:15.123Z'],
  ['2026-11-23T09:30:00+02:00', '2026-11-23T07:30:00.000Z'],
  ['2026-11-23T09:30:00-0130', '2026-11-23T11:00:00.000Z'],
  ['2026-11-23t09:30:00z', '2026-11-23T09:30:00.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
])('%s is %s', (text, instant) => {
  expect(readInstant(text)?.toISOString()).toBe(instant)
})

test.each([
  '',
  'hier',
  '2026-02-29',
  '2026-13-01',
  '2026-11-23T25:00',
  '23/11/2026',
  '2026-11-23T09:30:00+2',
  '1763890200',
  '0000-01-01',
  '0001-01-01T00:00+14:00',
  '9999-12-31T23:59-14:00',
])('« %s » is no instant', (text) => {
  expect(readInstant(text)).toBeUndefined()
})

test('the pattern that the document gives is of the same days, leap years included', () => {
  const pattern = new RegExp(INSTANT_PATTERN)
  const years = Array.from({ length: 10_000 }, (_, year) => String(year).padStart(4, '0'))
  const days = years.flatMap((year) => ['02-28', '02-29', '04-31', '12-31', '13-01'].map((day) => `${year}-${day}`))
  expect(days.filter((day) => pattern.test(day) !== (readInstant(day) !== undefined))).toEqual([])
})

test.each(['2026-11-23T09:30', '2026-11-23 09:30:15.123456 +0200', '2026-11-23t09:30z', '2026-11-23T25:00', '2026-11-23T', '23/11/2026', ''])(
  'the pattern says of %s what reading it says',
  (text) => expect(new RegExp(INSTANT_PATTERN).test(text)).toBe(readInstant(text) !== undefined),
)
