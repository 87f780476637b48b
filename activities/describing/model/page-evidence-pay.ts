import type { Salary } from '../../../core/domain/offer-facts.ts'

const AMOUNT = /(?:\d{1,3}(?:[ .,']\d{3})+|\d+)(?:[.,]\d{1,2})?(?!\d)/g
/** Marks that more than one currency has are borne out by each of them. */
const CURRENCIES: readonly (readonly [mark: RegExp, codes: string])[] = [
  [/€|\bk?eur(?:os?)?\b/, 'EUR'],
  [/£|\b(?:gbp|pounds?)\b/, 'GBP'],
  [/\b(?:chf|francs?)\b/, 'CHF'],
  [/\bca?\$|\$ ?ca\b|\bcad\b|\bdollars? canadiens?\b/, 'CAD'],
  [/\bus\$|\busd\b/, 'USD'],
  [/\$|\bdollars?\b/, 'USD CAD AUD NZD SGD HKD'],
  [/¥|\byens?\b|\bjpy\b/, 'JPY'],
]
const PERIODS: readonly (readonly [NonNullable<Salary['period']>, string])[] = [
  ['hour', 'hours?|hourly|hr|heures?|horaires?|/ ?h'],
  ['day', 'days?|daily|jours?|journalier|tjm|/ ?[jd]'],
  ['week', 'week(?:ly)?|semaines?|hebdomadaires?'],
  ['month', 'month(?:ly)?|mois|mensuel(?:le)?s?|/ ?m'],
  ['year', String.raw`year(?:ly)?|yr|annum|annual(?:ly)?|ans?|annees?|annuel(?:le)?s?|p\.a|/ ?[ay]`],
]
const PERIOD = new RegExp(PERIODS.map(([, words]) => `((?<![a-z])(?:${words})\\b)`).join('|'), 'g')
/** `sur 13 mois`, `35 h par semaine`, `25 jours par an`: no period of pay. */
const COUNT =
  /\d{1,2}(?:[.,]\d)?(?:e|eme)? ?(?:h|hours?|heures?|jours?|days?|mois|months?|semaines?|weeks?)\b(?: ?(?:de conges )?(?:par|per|a|\/) ?[a-z]+)?/g
/** What may stand between an amount and its currency: another amount, and small words. */
const BETWEEN = String.raw`(?:[\s\d.,'()/–—-]|k|\b(?:a|et|and|to|ou|or|de|brut|gross)\b){0,25}`
const MARK = CURRENCIES.map(([mark]) => mark.source).join('|')
const MARK_BEHIND = new RegExp(`^${BETWEEN}(${MARK})`)
const MARK_BEFORE = new RegExp(`(${MARK})${BETWEEN}$`)
const THOUSANDS = /^(?:[ \d.,€£$–—-]|\b(?:a|to)\b|k(?=[€£$ ]? ?(?:-|–|a |to ))){0,14}k(?:€|\b|eur)/
/** What is counted in a currency and is no pay. */
const NO_PAY =
  /\b(?:chiffre d'affaires|ca|turnover|revenues?|capital|budgets?|levee?s?|raised|funding|primes?|bonus|tickets?|paniers?)\b[^.;\n]{0,25}$/
const NEAR = 40

/** What a page says about an amount of pay; null: it does not say. */
interface Pay {
  currencies: string[] | null
  period: Salary['period']
}

/** Whether two salaries agree in all that the first of them says. */
export const agrees = (read: Salary, given: Salary): boolean =>
  (Object.keys(read) as (keyof Salary)[]).every((part) => read[part] === null || read[part] === given[part])

/**
 * Reads the pay that a folded text names, as what it bears out of a salary: the salary without the currency or the period that it does not say, and
 * null where it does not have the amounts beside a currency or a `k`, or names another currency or period there.
 */
export function readPay(text: string): (salary: Salary) => Salary | null {
  const named = new Map<number, Pay[]>()
  for (const { 0: written, index } of text.matchAll(AMOUNT)) {
    const behind = sentenceOf(text.slice(index + written.length, index + written.length + NEAR), 'behind')
    const before = sentenceOf(text.slice(Math.max(0, index - NEAR), index), 'before')
    const mark = MARK_BEHIND.exec(behind)?.[1] ?? MARK_BEFORE.exec(before)?.[1]
    const isThousands = THOUSANDS.test(behind)
    if ((mark === undefined && !isThousands) || NO_PAY.test(before)) continue
    const [whole = '', cents = '0'] = written.split(/[.,](?=\d{1,2}$)/)
    const value = Number(`${whole.replace(/\D/g, '')}.${cents}`)
    const pay = { currencies: mark === undefined ? null : codesOf(mark), period: periodIn(behind, 'first') ?? periodIn(before, 'last') }
    const amount = isThousands && value < 1_000 ? value * 1_000 : value
    named.set(amount, [...(named.get(amount) ?? []).slice(-9), pay])
  }
  return (salary) => {
    const { min, max, currency, period } = salary
    const amounts = [min, max].filter((amount) => amount !== null)
    if (amounts.length === 0 || amounts.some((amount) => amount <= 0) || (min !== null && max !== null && min > max)) return null
    const fits = (pay: Pay) =>
      (currency === null || (pay.currencies?.includes(currency) ?? true)) && (period === null || pay.period === null || pay.period === period)
    const fitting = amounts.map((amount) => (named.get(amount) ?? []).filter(fits))
    if (fitting.some((pays) => pays.length === 0)) return null
    const isSaid = (part: (pay: Pay) => unknown) => fitting.some((pays) => pays.some((pay) => part(pay) !== null))
    return { min, max, currency: isSaid(({ currencies }) => currencies) ? currency : null, period: isSaid((pay) => pay.period) ? period : null }
  }
}

const codesOf = (mark: string): string[] => (CURRENCIES.find(([pattern]) => pattern.test(mark))?.[1] ?? '').split(' ')

/** The part that belongs to the same sentence and line. */
const sentenceOf = (text: string, side: 'before' | 'behind') => {
  const parts = text.split(/\n|;|[.!?](?=\s)/)
  return (side === 'behind' ? parts[0] : parts.at(-1)) ?? ''
}

function periodIn(text: string, which: 'first' | 'last'): Salary['period'] {
  const found = [...text.replace(COUNT, ' ').matchAll(PERIOD)].at(which === 'first' ? 0 : -1)
  return found === undefined ? null : (PERIODS[found.slice(1).findIndex((group) => group !== undefined)]?.[0] ?? null)
}
