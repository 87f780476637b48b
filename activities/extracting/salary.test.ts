import { expect, test } from 'vitest'
import type { Salary } from '../../core/domain/offer-facts.ts'
import { readBaseSalary, readSalaryText } from './salary.ts'

const salary = (min: number | null, max: number | null, currency: string | null = null, period: Salary['period'] = null) => ({
  min,
  max,
  currency,
  period,
})
const eur = (value: unknown, more = {}) => ({ '@type': 'MonetaryAmount', currency: 'EUR', value, ...more })

const structured: [string, unknown, Salary | null][] = [
  ['a range', eur({ minValue: 45000, maxValue: 55000, unitText: 'YEAR' }), salary(45000, 55000, 'EUR', 'year')],
  ['numbers as strings', eur({ minValue: '45 000', maxValue: '55,000.00', unitText: 'YEAR' }), salary(45000, 55000, 'EUR', 'year')],
  ['minValue above maxValue', eur({ minValue: 3000, maxValue: 2500, unitText: 'MONTHLY' }), salary(2500, 3000, 'EUR', 'month')],
  ['one value', eur({ value: 12.5, unitText: 'HOUR' }), salary(12.5, 12.5, 'EUR', 'hour')],
  ['a bare number', 45000, salary(45000, 45000)],
  ['a number as a string', '45000', salary(45000, 45000)],
  ['a value without its node', eur(38000, { unitText: 'YEAR' }), salary(38000, 38000, 'EUR', 'year')],
  ['amounts beside the currency', { currency: '€', minValue: 30000, maxValue: 0 }, salary(30000, null, 'EUR')],
  ['a list', [eur({ maxValue: 500, unitText: 'Daily' })], salary(null, 500, 'EUR', 'day')],
  ['a phrase', eur('Entre 30 000 et 35 000 par an'), salary(30000, 35000, 'EUR', 'year')],
  ['a phrase instead of it all', '45 000 - 50 000 EUR / an', salary(45000, 50000, 'EUR', 'year')],
  ['a phrase without an amount', eur('Selon expérience'), null],
  ['a currency without an amount', { currency: 'EUR' }, null],
  ['zeros', eur({ minValue: 0, maxValue: 0 }), null],
  ['nonsense', eur({ minValue: 'NaN', maxValue: -5 }), null],
  ['null', null, null],
]
test.each(structured)('a baseSalary that is %s', (_, baseSalary, expected) => {
  expect(readBaseSalary({ baseSalary })).toEqual(expected)
})

const phrases: [string, Salary | null][] = [
  ['Entre 40 000 et 45 000 € brut par an', salary(40000, 45000, 'EUR', 'year')],
  ['40\u202f000\u00a0€ - 45\u202f000\u00a0€ annuel', salary(40000, 45000, 'EUR', 'year')],
  ['40-45k€ selon expérience', salary(40000, 45000, 'EUR')],
  ['de 38 à 45 K€ annuel, sur 13 mois', salary(38000, 45000, 'EUR', 'year')],
  ['2 300 € sur 13 mois, 35 h par semaine', salary(2300, 2300, 'EUR')],
  ['1 800,50 €/mois', salary(1800.5, 1800.5, 'EUR', 'month')],
  ['12,50 € / h', salary(12.5, 12.5, 'EUR', 'hour')],
  ['TJM 450-500€', salary(450, 500, 'EUR', 'day')],
  ['à partir de 35000 EUR', salary(35000, null, 'EUR')],
  ['jusqu’à 60 000 €', salary(null, 60000, 'EUR')],
  ['£30,000 - £40,000 per annum', salary(30000, 40000, 'GBP', 'year')],
  ['CHF 90’000 - 110’000', salary(90000, 110000, 'CHF')],
  ['45 000 € + 1 500 € de prime', salary(45000, 45000, 'EUR')],
  ['entreprise de 120 M€ de chiffre d’affaires', null],
  ['30 000 € ou 35 000 € ou 40 000 €', null],
  ['Selon profil', null],
  ['environ 45000', null],
]
test.each(phrases)('“%s”', (phrase, expected) => {
  expect(readSalaryText(phrase)).toEqual(expected)
})
