import { readInstant } from '../../core/domain/instant-rules.ts'
import { folded } from '../../core/domain/text-rules.ts'

const MONTHS = [
  ['january', 'janvier'],
  ['february', 'fevrier'],
  ['march', 'mars'],
  ['april', 'avril'],
  ['may', 'mai'],
  ['june', 'juin'],
  ['july', 'juillet'],
  ['august', 'aout'],
  ['september', 'septembre'],
  ['october', 'octobre'],
  ['november', 'novembre'],
  ['december', 'decembre'],
]
const E_MAIL_DATE = /^(?:[a-z]{3}, )?\d{1,2} [a-z]{3} \d{4} \d{2}:\d{2}(?::\d{2})? (?:gmt|utc|[+-]\d{4})$/
const JAVA_DATE = /^[a-z]{3} ([a-z]{3}) (\d{1,2}) \d{2}:\d{2}:\d{2} \S{2,6} (\d{4})$/
const FIRST_YEAR = 2000
const LAST_YEAR = 2100

/**
 * Reads a date as pages write it: ISO 8601, `20/09/2026`, `20 septembre 2026`, `September 20, 2026`,
 * `Sun Sep 20 07:00:00 UTC 2026`, e-mail dates, epochs in seconds or milliseconds.
 * @param dayFirst whether `05/06/2026` is 5 June, as in French; when it is not known such a date is not read.
 * @returns ISO 8601 in UTC; null for what is no date, is out of 2000–2100, or leaves open which number is the month.
 */
export function readDate(value: unknown, dayFirst = false): string | null {
  const date = typeof value === 'number' ? fromEpoch(value) : typeof value === 'string' ? fromText(value.trim().slice(0, 60), dayFirst) : undefined
  if (date === undefined || Number.isNaN(date.getTime())) return null
  const year = date.getUTCFullYear()
  return year >= FIRST_YEAR && year < LAST_YEAR ? date.toISOString() : null
}

function fromEpoch(value: number): Date {
  return new Date(value < 100_000_000_000 ? value * 1_000 : value)
}

function fromText(text: string, dayFirst: boolean): Date | undefined {
  if (/^\d{10}(?:\d{3})?$/.test(text)) return fromEpoch(Number(text))
  return readInstant(text) ?? fromNumbers(text, dayFirst) ?? fromWords(text)
}

function fromNumbers(text: string, dayFirst: boolean): Date | undefined {
  const match = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b/.exec(text)
  if (match === null) return undefined
  const [first, second, year] = match.slice(1).map(Number) as [number, number, number]
  if (second > 12) return day(year, first, second)
  return dayFirst || first > 12 || first === second || text.includes('.') ? day(year, second, first) : undefined
}

function fromWords(text: string): Date | undefined {
  const words = folded(text)
  if (E_MAIL_DATE.test(words)) return new Date(text)
  const java = JAVA_DATE.exec(words)
  if (java !== null) return validDate(text) ?? fromWords(`${java[2]} ${java[1]} ${java[3]}`)
  const match = /^(?:[a-z]{3,9}\.?,? )?(?:(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]{3,9})\.?,?|([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,?) (\d{4})\b/.exec(
    words,
  )
  if (match === null) return undefined
  const month = match[2] ?? match[3] ?? ''
  const index = MONTHS.findIndex((names) => names.some((name) => name.startsWith(month)))
  return index < 0 ? undefined : day(Number(match[5]), index + 1, Number(match[1] ?? match[4]))
}

function validDate(text: string): Date | undefined {
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? undefined : date
}

function day(year: number, month: number, dayOfMonth: number): Date | undefined {
  return readInstant(`${year}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`)
}
