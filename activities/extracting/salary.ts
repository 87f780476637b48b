import type { Salary } from '../../core/domain/offer-facts.ts'
import { folded } from '../../core/domain/text-rules.ts'
import { isNode, type Json, lineOf, list, type Node, scalarOf } from './nodes.ts'

const PERIODS: [NonNullable<Salary['period']>, RegExp][] = [
  ['hour', /\b(?:hour(?:ly)?|hr|heures?|horaire)\b|\/ ?h\b|^h(?:ur)?$/],
  ['day', /\b(?:day|daily|jours?|journalier|tjm|per diem)\b|\/ ?[jd]\b|^d$/],
  ['week', /\b(?:week(?:ly)?|wk|semaines?|hebdomadaire|hebdo)\b|^wee$/],
  ['month', /\b(?:month(?:ly)?|mois|mensuel(?:le)?s?|mensuels)\b|\/ ?m\b|^m(?:on)?$/],
  ['year', /\b(?:year(?:ly)?|yr|annum|annual(?:ly)?|ans?|annees?|annuel(?:le)?s?)\b|\/ ?[ay]\b|^(?:y|ann)$/],
]
const CURRENCIES: [string, RegExp][] = [
  ['EUR', /€|\b(?:eur|euros?)\b/],
  ['GBP', /£|\b(?:gbp|pounds?)\b/],
  ['CHF', /\b(?:chf|francs? suisses?)\b/],
  ['CAD', /\b(?:cad|dollars? canadiens?)\b|c\$|\$ ?ca\b/],
  ['USD', /\$|\b(?:usd|dollars?)\b/],
]
/** `45 000`, `45.000,50`, `45,000`, `45000.5`, `45`, with `k` behind it or not; never the millions of a turnover. */
const AMOUNT = /(?<![\d.,])(\d{1,3}(?:[ .,']\d{3})+|\d{1,7})(?:[.,](\d{1,2}))?(?!\d)( ?k)?(?! ?(?:m€|m\b|millions?|md|%))/g
/** `sur 13 mois`, `35 h par semaine`: no amount, and no period of one. */
const COUNT_OF_TIME =
  /\b\d{1,2}(?:[.,]\d)? ?(?:mois|months|jours|days|heures|hours|h|ans|years)\b(?: ?(?:par|per|\/) ?(?:semaine|week|mois|month|an|year))?/g
const CURRENCY_MARK = /[€£$]|\b(?:eur|euros?|chf|gbp|usd|cad)\b/
const MAX_AMOUNT = 10_000_000

/** The salary that a JobPosting's `baseSalary` says, in whichever of its shapes; null when it holds no amount. */
export function readBaseSalary(posting: Node): Salary | null {
  const fallbackCurrency = posting.salaryCurrency
  for (const base of list(posting.baseSalary ?? posting.salary)) {
    const salary = isNode(base) ? fromAmount(base, fallbackCurrency) : fromScalar(base, fallbackCurrency, undefined)
    if (salary !== null) return salary
  }
  return null
}

function fromAmount(base: Node, fallbackCurrency: Json): Salary | null {
  const currency = base.currency ?? fallbackCurrency
  for (const value of [...list(base.value), base]) {
    if (!isNode(value)) {
      const salary = fromScalar(value, currency, base.unitText)
      if (salary !== null) return salary
      continue
    }
    const unit = value.unitText ?? base.unitText ?? value.unitCode
    const [min, max] = [amountOf(value.minValue), amountOf(value.maxValue)]
    if (min !== null || max !== null) return ordered({ min, max, currency: readCurrency(value.currency ?? currency), period: readPeriod(unit) })
    const alone = value === base ? value.name : (value.value ?? value.name)
    const single = isNode(alone) ? null : fromScalar(scalarOf(alone), value.currency ?? currency, unit)
    if (single !== null) return single
  }
  return null
}

function fromScalar(value: Json, currency: Json, unit: Json): Salary | null {
  const amount = numberOf(value)
  if (amount !== null) return { min: amount, max: amount, currency: readCurrency(currency), period: readPeriod(unit) }
  if (typeof value !== 'string') return null
  const read = readSalaryText(value, { currencyKnown: readCurrency(currency) !== null })
  return read && { ...read, currency: read.currency ?? readCurrency(currency), period: read.period ?? readPeriod(unit) }
}

/**
 * The salary that a phrase says: `Entre 40 000 et 45 000 € brut par an`, `40-45k€`, `£30,000 per annum`. Null when there is no
 * amount, no currency beside it, or more than two amounts (which of them is the salary is not for us to guess).
 */
export function readSalaryText(text: string, { currencyKnown = false } = {}): Salary | null {
  const phrase = (lineOf(text, 400) ?? '').replace(/€/g, ' € ').replace(/\s+/g, ' ')
  const plain = folded(phrase).replaceAll('’', "'").replace(COUNT_OF_TIME, ' ')
  if (!currencyKnown && !CURRENCY_MARK.test(plain)) return null
  const found = withoutSmall([...plain.matchAll(AMOUNT)])
  if (found.length === 0 || found.length > 2) return null
  const inThousands = found.at(-1)?.[3] !== undefined
  const amounts = found.map(([, whole = '', cents = '0', thousands]) => {
    const amount = Number(`${whole.replace(/[ .,']/g, '')}.${cents}`)
    return thousands !== undefined || (inThousands && amount < 1_000) ? amount * 1_000 : amount
  })
  if (amounts.some((amount) => amount <= 0 || amount > MAX_AMOUNT)) return null
  const [first = 0, second] = amounts
  const [min, max] = second === undefined ? bounds(plain, first) : [first, second]
  return ordered({ min, max, currency: readCurrency(plain), period: readPeriod(plain) })
}

/** Without the numbers that are no salary beside a larger one: bonuses, vouchers, counts. */
function withoutSmall(amounts: RegExpExecArray[]): RegExpExecArray[] {
  const digits = ([, whole = '']: RegExpExecArray) => Number(whole.replace(/\D/g, ''))
  const value = (amount: RegExpExecArray) => digits(amount) * (amount[3] === undefined ? 1 : 1_000)
  const inThousands = amounts.some((amount) => amount[3] !== undefined)
  const largest = Math.max(...amounts.map(value))
  return amounts.filter((amount) => value(amount) * 5 >= largest || (inThousands && value(amount) < 1_000 && value(amount) * 5_000 >= largest))
}

function bounds(phrase: string, amount: number): [number | null, number | null] {
  if (/\b(?:a partir de|des|minimum|from|starting at|au moins|plus de)\b/.test(phrase)) return [amount, null]
  if (/\b(?:jusqu['’]?a|up to|maximum|max)\b/.test(phrase)) return [null, amount]
  return [amount, amount]
}

function ordered({ min, max, currency, period }: Salary): Salary | null {
  if (min === null && max === null) return null
  return min !== null && max !== null && min > max ? { min: max, max: min, currency, period } : { min, max, currency, period }
}

/** A bound of a range: a number, or a text that says one amount: `45k`, `€45,000`. */
function amountOf(value: Json): number | null {
  const scalar = scalarOf(value)
  return numberOf(scalar) ?? (typeof scalar === 'string' ? (readSalaryText(scalar, { currencyKnown: true })?.min ?? null) : null)
}

/** A positive number, be it written as text; 0 stands for "not said". */
function numberOf(value: Json): number | null {
  const single = Array.isArray(value) && value.length === 1 ? value[0] : value
  const text =
    typeof single === 'string'
      ? single
          .replace(/[\s\u202f\u00a0']/g, '')
          .replace(/[.,](?=\d{3}(?:\D|$))/g, '')
          .replace(',', '.')
      : single
  const number = typeof text === 'string' && /^\d{1,8}(?:\.\d{1,4})?$/.test(text) ? Number(text) : text
  return typeof number === 'number' && Number.isFinite(number) && number > 0 && number <= MAX_AMOUNT ? number : null
}

function readCurrency(value: Json): string | null {
  const text = folded(lineOf(value, 400) ?? '')
  if (/^[a-z]{3}$/.test(text)) return text.toUpperCase()
  return CURRENCIES.find(([, pattern]) => pattern.test(text))?.[0] ?? null
}

function readPeriod(value: Json): Salary['period'] {
  const text = folded(lineOf(value, 400) ?? '')
  return PERIODS.find(([, pattern]) => pattern.test(text))?.[0] ?? null
}
