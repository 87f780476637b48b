import type { Salary } from '../../../core/domain/offer-facts.ts'
import { folded } from '../../../core/domain/text-rules.ts'
import { readBaseSalary, readSalaryText } from '../../extracting/salary.ts'
import type { RawSalary } from '../raw-offer.ts'

/** France Travail's libelle: `Mensuel de 2500.00 Euros à 3000.00 Euros sur 12 mois`, `Horaire de 12,02 Euros`. */
const LIBELLE = /^(horaire|journalier|hebdomadaire|mensuel|annuel|cachet) de ([\d ]+(?:[.,]\d+)?) euros?(?: a ([\d ]+(?:[.,]\d+)?) euros?)?/
const LIBELLE_PERIODS: Readonly<Record<string, Salary['period']>> = {
  horaire: 'hour',
  journalier: 'day',
  hebdomadaire: 'week',
  mensuel: 'month',
  annuel: 'year',
}
/** An amount of so much an hour or a day was meant for a longer time, one of so little a year for a shorter: pay that nobody gives. */
const LARGEST: Readonly<Record<NonNullable<Salary['period']>, number>> = { hour: 2_000, day: 15_000, week: 60_000, month: 200_000, year: 10_000_000 }
const SMALLEST: Readonly<Record<NonNullable<Salary['period']>, number>> = { hour: 1, day: 10, week: 50, month: 200, year: 1_500 }

/**
 * Pay in numbers. A phrase or amounts in whole units: what is in cents is the source's to divide, which alone knows it.
 * Where the period doesn't fit the amount (2,500 a year), it is left out rather than guessed.
 */
export function readSalary(raw: RawSalary | string | null): Salary | null {
  if (raw === null) return null
  const salary = typeof raw === 'string' ? (readLibelle(raw) ?? readSalaryText(raw)) : readAmounts(raw)
  if (salary === null) return null
  const { period } = salary
  const amounts = [salary.min, salary.max].filter((amount) => amount !== null)
  const fits = period === null || amounts.every((amount) => amount >= SMALLEST[period] && amount <= LARGEST[period])
  return fits ? salary : { ...salary, period: null }
}

function readAmounts({ min, max, currency, period }: RawSalary): Salary | null {
  const words = period?.replace(/[-_]+/g, ' ').replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2') ?? null
  return readBaseSalary({ baseSalary: { currency, value: { minValue: min, maxValue: max, currency, unitText: words } } })
}

function readLibelle(text: string): Salary | null {
  const [, unit = '', from = '', to] = LIBELLE.exec(folded(text).replace(/\s+/g, ' ').trim()) ?? []
  const amount = (digits: string) => Number(digits.replaceAll(' ', '').replace(',', '.')) || null
  const [min, max] = [amount(from), to === undefined ? amount(from) : amount(to)]
  if (min === null && max === null) return null
  const [low, high] = min !== null && max !== null && min > max ? [max, min] : [min, max]
  return { min: low, max: high, currency: 'EUR', period: LIBELLE_PERIODS[unit] ?? null }
}
