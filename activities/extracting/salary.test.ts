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
  ['40K€ + 13e mois', salary(40000, 40000, 'EUR')],
  ['35 000 € + 13ème mois', salary(35000, 35000, 'EUR')],
  ['35 000 € avec un 13ᵉ mois', salary(35000, 35000, 'EUR')],
  ['30 000€ - 35 000€ par an, soit 2 500€ par mois', salary(30000, 35000, 'EUR', 'year')],
  ['2 500 € par mois, soit 30 000 € par an', salary(2500, 2500, 'EUR', 'month')],
  ['1 900 € par mois (12,50 €/h)', salary(1900, 1900, 'EUR', 'month')],
  ['30-35K€ annuel + 2 jours de RTT par mois', salary(30000, 35000, 'EUR', 'year')],
  ['50 000 € + 5 semaines de congés', salary(50000, 50000, 'EUR')],
  ['50 000 €, 5 semaines de congés par an', salary(50000, 50000, 'EUR')],
  ['2 500 € + prime annuelle', salary(2500, 2500, 'EUR')],
  ['12,50 €/h + tickets restaurant 9 €', salary(12.5, 12.5, 'EUR', 'hour')],
  ['40 000 € + variable 10 000 €', salary(40000, 40000, 'EUR')],
  ['Rémunération (fixe + variable) : 45-55K€', salary(45000, 55000, 'EUR')],
  ['Prime de 1 500 €, salaire de 30 000 € brut annuel', salary(30000, 30000, 'EUR', 'year')],
  ['tickets restaurant et 10 € de tickets restaurant', null],
  ['Package : mutuelle, 10 € de tickets restaurant', null],
  ['Salaire mensuel brut : 2 300 €', salary(2300, 2300, 'EUR', 'month')],
  ['40k€+ par an', salary(40000, 40000, 'EUR', 'year')],
  ['1,5 M€', null],
  ['1.5M€', null],
  ['CA de 2,3 M€', null],
  ['à 20 km, 2 000 €', salary(2000, 2000, 'EUR')],
  ['6 000 000 - 12 000 000 JPY per year', salary(6000000, 12000000, 'JPY', 'year')],
  ['¥500,000 / month', salary(500000, 500000, 'JPY', 'month')],
  ['12 000 – 15 000 PLN / month', salary(12000, 15000, 'PLN', 'month')],
  ['12 000 zł', salary(12000, 12000, 'PLN')],
  ['45 000 SEK per month', salary(45000, 45000, 'SEK', 'month')],
  ['60.000 € pro Jahr', salary(60000, 60000, 'EUR', 'year')],
  ['4.500 € im Monat', salary(4500, 4500, 'EUR', 'month')],
  ['15 € pro Stunde', salary(15, 15, 'EUR', 'hour')],
  ['55.000 € p.a.', salary(55000, 55000, 'EUR', 'year')],
  ['25 000 000 €', null],
]
test.each(phrases)('“%s”', (phrase, expected) => {
  expect(readSalaryText(phrase)).toEqual(expected)
})
