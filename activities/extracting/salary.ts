import type { Salary } from '../../core/domain/offer-facts.ts'
import { folded } from '../../core/domain/text-rules.ts'
import { isNode, type Json, lineOf, list, type Node, scalarOf } from './nodes.ts'

const PERIODS: [NonNullable<Salary['period']>, RegExp][] = [
  ['hour', /\b(?:hour(?:ly)?|hr|heures?|horaires?|stunden?|stundlich|std)\b|\/ ?h\b|^h(?:ur)?$/],
  ['day', /\b(?:day|daily|jours?|journalier|tjm|per diem|tag|taglich)\b|\/ ?[jd]\b|^d$/],
  ['week', /\b(?:week(?:ly)?|wk|semaines?|hebdomadaire|hebdo|woche|wochentlich)\b|^wee$/],
  ['month', /\b(?:month(?:ly)?|mois|mensuel(?:le)?s?|monat(?:e|lich)?|mies(?:iac|iecznie|\.))\b|\/ ?m\b|^m(?:on)?$/],
  ['year', /\b(?:year(?:ly)?|yr|annum|annual(?:ly)?|ans?|annees?|annuel(?:le)?s?|jahr(?:e|lich)?)\b|\bp\. ?a\b|\/ ?[ay]\b|^(?:y|ann)$/],
]
const CURRENCIES: [string, RegExp][] = [
  ['EUR', /€|\b(?:eur|euros?)\b/],
  ['GBP', /£|\b(?:gbp|pounds?)\b/],
  ['CHF', /\b(?:chf|francs? suisses?)\b/],
  ['CAD', /\b(?:cad|dollars? canadiens?)\b|ca?\$|\$ ?ca\b/],
  ['JPY', /[¥円]|\b(?:jpy|yens?)\b/],
  ['PLN', /\b(?:pln|zl|zlotys?|zlotych)\b/],
  ['SEK', /\b(?:sek|swedish kron(?:a|or)|couronnes? suedoises?)\b/],
  ['USD', /\$|\b(?:usd|dollars?)\b/],
]
/** `45 000`, `45.000,50`, `45,000`, `45000.5`, `45`, with `k` behind it or not; never the millions of a turnover, and no part of them. */
const AMOUNT = /(?<![\d.,])(\d{1,3}(?:[ .,']\d{3})+|\d{1,8})(?:[.,](\d{1,4}))?(?![.,]?\d)( ?k)?(?! ?(?:m€|m\b|millions?|md|km\b|%))/g
/** `sur 13 mois`, `13e mois`, `35 h par semaine`: no amount, and no period of one. */
const COUNT_OF_TIME =
  /\b(?:\d{1,2}(?:[.,]\d)? ?(?:i?eme|th|e)? ?(?:mois|months|month|jours?|days|semaines|weeks|heures|hours|h|ans|years)|(?:treiz|quatorz)ieme mois)\b(?: ?(?:par|per|\/)? ?(?:semaine|week|mois|month|an|year|hebdo(?:madaires?)?)\b)?/g
/** What comes on top of pay: neither its amount nor its period is pay's. */
const EXTRA =
  'primes?|bonus|variables?|commissions?|tickets?|titres?[ -]restaurants?|paniers?|rtt|conges|mutuelle|avantages|interessement|participation|equity|benefits|teletravail|remote'
const BREAK = new RegExp(String.raw`\+(?! ?(?:(?:par|per|a|an|brut)\b|[€/])|$)|;|\. |\b(?:soit|hors|avec|dont|incluant|including|plus|${EXTRA})\b`)
const EXTRA_BEFORE = /\b(?:primes?|bonus|tickets?(?: restaurants?)?|titres?[ -]restaurants?|paniers?(?: repas)?) ?(?:de|d'|of|:|a)? ?$/
const EXTRA_BEHIND = new RegExp(String.raw`^[^\d;,+]{0,12}\b(?:de|d'|en|of|in) ?(?:${EXTRA})\b`)
const CURRENCY_MARK = /[€£$¥円]|\b(?:eur|euros?|chf|gbp|usd|cad|jpy|yens?|pln|zl|zlotys?|zlotych|sek)\b/
const MAX_AMOUNT = 10_000_000
/** A yen is less than a cent. */
const MAX_YEN = 100 * MAX_AMOUNT

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
  if (amount !== null) return ordered({ min: amount, max: amount, currency: readCurrency(currency), period: readPeriod(unit) })
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
  const pay = withoutExtras(plain)
  const { found, period } = ofOnePeriod(pay)
  if (found.length === 0 || found.length > 2) return null
  const inThousands = found.at(-1)?.[3] !== undefined
  const amounts = found.map((amount) => {
    const value = amountIn(amount)
    return inThousands && value < 1_000 ? value * 1_000 : value
  })
  if (amounts.includes(0)) return null
  const [first = 0, second] = amounts
  const [min, max] = second === undefined ? bounds(pay, first) : [first, second]
  return ordered({ min, max, currency: readCurrency(plain), period })
}

/** The phrase as far as it speaks of pay itself: `40 K€ annuel + prime de 2 000 €` without what comes on top. */
function withoutExtras(phrase: string): string {
  let rest = phrase
  for (const { 0: amount } of phrase.matchAll(AMOUNT)) {
    const at = rest.indexOf(amount)
    const [head, tail] = [rest.slice(0, at), rest.slice(at + amount.length)]
    if (!EXTRA_BEFORE.test(head) && !EXTRA_BEHIND.test(tail)) return `${head}${amount}${tail.slice(0, BREAK.exec(tail)?.index)}`
    rest = tail
  }
  return ''
}

/** The amounts that are paid for the first one's time, and that time: what stands nearest behind them, else in front of them. */
function ofOnePeriod(phrase: string): { found: RegExpExecArray[]; period: Salary['period'] } {
  const all = [...phrase.matchAll(AMOUNT)]
  const own = all.map((amount, at) => readPeriod(phrase.slice(amount.index + amount[0].length, all[at + 1]?.index)))
  const before = /[^,]*$/.exec(phrase.slice(0, all[0]?.index))?.[0]
  const period = own.find((one) => one !== null) ?? readPeriod(before)
  const alike = all.filter((_, at) => own[at] === null || own[at] === period)
  return { found: withoutSmall(alike), period }
}

function amountIn([, whole = '', cents = '0', thousands]: RegExpExecArray): number {
  return Number(`${whole.replace(/[ .,']/g, '')}.${cents}`) * (thousands === undefined ? 1 : 1_000)
}

/** Without the numbers that are no salary beside a larger one: bonuses, vouchers, counts. */
function withoutSmall(amounts: RegExpExecArray[]): RegExpExecArray[] {
  const inThousands = amounts.some((amount) => amount[3] !== undefined)
  const largest = Math.max(...amounts.map(amountIn))
  return amounts.filter((amount) => amountIn(amount) * (inThousands && amountIn(amount) < 1_000 ? 5_000 : 5) >= largest)
}

function bounds(phrase: string, amount: number): [number | null, number | null] {
  if (/\b(?:a partir de|des|minimum|from|starting at|au moins|plus de)\b/.test(phrase)) return [amount, null]
  if (/\b(?:jusqu['’]?a|up to|maximum|max)\b/.test(phrase)) return [null, amount]
  return [amount, amount]
}

function ordered({ currency, period, ...bounds }: Salary): Salary | null {
  const within = (amount: number | null) => (amount !== null && amount <= (currency === 'JPY' ? MAX_YEN : MAX_AMOUNT) ? amount : null)
  const [min, max] = [within(bounds.min), within(bounds.max)]
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
  const number = typeof text === 'string' && /^\d{1,9}(?:\.\d{1,4})?$/.test(text) ? Number(text) : text
  return typeof number === 'number' && Number.isFinite(number) && number > 0 && number <= MAX_YEN ? number : null
}

function readCurrency(value: Json): string | null {
  const text = folded(lineOf(value, 400) ?? '')
  if (/^[a-z]{3}$/.test(text)) return text.toUpperCase()
  return CURRENCIES.find(([, pattern]) => pattern.test(text))?.[0] ?? null
}

function readPeriod(value: Json): Salary['period'] {
  const text = folded(lineOf(value, 400) ?? '')
  const said = PERIODS.map(([period, pattern]) => ({ period, at: text.search(pattern) })).filter(({ at }) => at >= 0)
  return said.sort((one, other) => one.at - other.at)[0]?.period ?? null
}
