import { expect, test } from 'vitest'
import type { RawOffer, RawSalary } from '../raw-offer.ts'
import { readPostedAt, readValidThrough } from './dates.ts'
import { readSalary } from './salary.ts'

const raw = (min: RawSalary['min'], max: RawSalary['max'], currency: string | null = 'EUR', period: string | null = null) => ({
  min,
  max,
  currency,
  period,
})

test.each<[RawOffer['salary'], [number | null, number | null, string | null, string | null] | null]>([
  [raw(45_000, 55_000, 'EUR', 'YEAR'), [45_000, 55_000, 'EUR', 'year']],
  [raw(45_000, 55_000, 'USD', 'per-year-salary'), [45_000, 55_000, 'USD', 'year']],
  [raw(45_000, 55_000, 'USD', '1 YEAR'), [45_000, 55_000, 'USD', 'year']],
  [raw(45_000, 55_000, 'USD', 'YEARLY'), [45_000, 55_000, 'USD', 'year']],
  [raw(20, 25, 'USD', 'per-hour-wage'), [20, 25, 'USD', 'hour']],
  [raw(20, 25, 'USD', '1 HOUR'), [20, 25, 'USD', 'hour']],
  [raw(500, null, 'EUR', 'daily'), [500, null, 'EUR', 'day']],
  [raw('45 000', '55,000.00', 'eur', 'annual'), [45_000, 55_000, 'EUR', 'year']],
  [raw('2500.50', '3000', '€', 'month'), [2_500.5, 3_000, 'EUR', 'month']],
  [raw(55_000, 45_000), [45_000, 55_000, 'EUR', null]],
  [raw(0, 55_000), [null, 55_000, 'EUR', null]],
  [raw(0, 0), null],
  [raw(null, null), null],
  [raw('NaN', -3), null],
  [raw(2_500, 3_000, 'EUR', 'HOUR'), [2_500, 3_000, 'EUR', null]],
  [raw(25, 30, 'EUR', 'YEAR'), [25, 30, 'EUR', null]],
  ['Mensuel de 2500.00 Euros à 3000.00 Euros sur 12 mois', [2_500, 3_000, 'EUR', 'month']],
  ['Mensuel de 2500.00 Euros sur 12.0 mois', [2_500, 2_500, 'EUR', 'month']],
  ['Annuel de 40000,00 Euros', [40_000, 40_000, 'EUR', 'year']],
  ['Annuel de 40000.0 Euros à 45000.0 Euros sur 13.0 mois', [40_000, 45_000, 'EUR', 'year']],
  ['Horaire de 12,02 Euros à 13,50 Euros', [12.02, 13.5, 'EUR', 'hour']],
  ['Horaire de 11.88 Euros sur 12 mois', [11.88, 11.88, 'EUR', 'hour']],
  ['Entre 40 000 et 45 000 € brut par an', [40_000, 45_000, 'EUR', 'year']],
  ['$120k - $150k per year', [120_000, 150_000, 'USD', 'year']],
  ['£30,000 per annum', [30_000, 30_000, 'GBP', 'year']],
  ['Selon profil', null],
  ['', null],
  [null, null],
])('the pay %o is %o', (salary, expected) => {
  const read = readSalary(salary)
  expect(read && [read.min, read.max, read.currency, read.period]).toEqual(expected)
})

const now = new Date('2026-11-23T15:30:00Z')
const french = { now, dayFirst: true }

test.each<[string | number | null, string | null]>([
  ['2026-11-20', '2026-11-20T00:00:00.000Z'],
  ['2026-11-20T08:00:00.000+0100', '2026-11-20T07:00:00.000Z'],
  ['2026-11-20 08:00:00 UTC', '2026-11-20T08:00:00.000Z'],
  ['2026-11-20T08:00:00 GMT', '2026-11-20T08:00:00.000Z'],
  ['2026/11/20', '2026-11-20T00:00:00.000Z'],
  ['20/11/2026', '2026-11-20T00:00:00.000Z'],
  ['05/06/2026', '2026-06-05T00:00:00.000Z'],
  ['20 novembre 2026', '2026-11-20T00:00:00.000Z'],
  ['Publié le 20 novembre 2026', '2026-11-20T00:00:00.000Z'],
  ['Posted on November 20, 2026', '2026-11-20T00:00:00.000Z'],
  [1_795_132_800, '2026-11-20T00:00:00.000Z'],
  [1_795_132_800_000, '2026-11-20T00:00:00.000Z'],
  ['1795132800', '2026-11-20T00:00:00.000Z'],
  ['il y a 3 jours', '2026-11-20T00:00:00.000Z'],
  ['Publié il y a 3 jours', '2026-11-20T00:00:00.000Z'],
  ['3 days ago', '2026-11-20T00:00:00.000Z'],
  ['Posted 3 days ago', '2026-11-20T00:00:00.000Z'],
  ['30+ days ago', '2026-10-24T00:00:00.000Z'],
  ['il y a plus de 30 jours', '2026-10-24T00:00:00.000Z'],
  ['il y a une semaine', '2026-11-16T00:00:00.000Z'],
  ['2 weeks ago', '2026-11-09T00:00:00.000Z'],
  ['a month ago', '2026-10-24T00:00:00.000Z'],
  ['il y a 5 heures', '2026-11-23T00:00:00.000Z'],
  ['3d', '2026-11-20T00:00:00.000Z'],
  ['aujourd’hui', '2026-11-23T00:00:00.000Z'],
  ['hier', '2026-11-22T00:00:00.000Z'],
  ['Just posted', '2026-11-23T00:00:00.000Z'],
  ['2026-11-24T10:00:00Z', '2026-11-24T10:00:00.000Z'],
  ['2026-11-26', null],
  ['2062-01-01', null],
  ['1970-01-01', null],
  ['31/31/2026', null],
  ['soon', null],
  ['3', null],
  ['', null],
  [0, null],
  [Number.NaN, null],
  [null, null],
])('posted %o is %s', (value, expected) => {
  expect(readPostedAt(value, french)).toBe(expected)
})

test('an offer may be open until far into the future', () => {
  expect(readValidThrough('2027-06-01', french)).toBe('2027-06-01T00:00:00.000Z')
})

test('which number is the month is not guessed where the text is not French', () => {
  expect(readPostedAt('05/06/2026', { now, dayFirst: false })).toBeNull()
})
