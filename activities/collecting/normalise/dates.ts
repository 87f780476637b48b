import { folded } from '../../../core/domain/text-rules.ts'
import { readDate } from '../../extracting/dates.ts'

const DAY_MS = 86_400_000
/** `3 jours`, `an hour`, `30+ days`, and the short forms behind which nothing stands: `3d`, `2 sem`. */
const AGO =
  /^(\d{1,3}\+?|une?|an?|plus de \d{1,3}|over \d{1,3}|more than \d{1,3}) ?(minutes?|mins?|heures?|hours?|hrs?|h|jours?|days?|d|j|semaines?|weeks?|sem|wks?|w|mois|months?|ans?|annees?|years?|y)\b/
const DAYS: [RegExp, number][] = [
  [/^(?:min|h(?:eure|our|r)?s?$)/, 0],
  [/^(?:j|d)/, 1],
  [/^(?:sem|w)/, 7],
  [/^mo/, 30],
  [/^(?:an|y)/, 365],
]
const LEAD =
  /^(?:(?:offre |annonce )?(?:publiee?|postee?|(?:mise? )?en ligne|mise? a jour|actualisee?|posted|published|updated|active|ajoutee?|added|reposted) )?(?:(?:on|le|il y a|depuis|since) )?(?::? )?/
/** In front of a date. */
const DATE_LEAD =
  /^(?:(?:offre |annonce )?(?:publi[ée]e?|post[ée]e?|(?:mise? )?en ligne|mise? [àa] jour|actualis[ée]e?|posted|published|updated|ajout[ée]e?|added)\s+)?(?:depuis le\s|le\s|on\s|jusqu['’]au\s|until\s)?\s*(?::\s*)?/i
const NOW = /^(?:just posted|just now|a l['’]instant|today|aujourd['’]?hui|new|nouveau|maintenant)\b/
const BEFORE_YESTERDAY = /^avant[- ]hier\b/
const YESTERDAY = /^(?:hier|yesterday)\b/

interface DateContext {
  now: Date
  /** Whether `05/06/2026` is 5 June. */
  dayFirst: boolean
}

/**
 * When an offer was published, in any of the boards' formats: those of extracting/dates.ts, seconds, milliseconds, `… UTC`, and words
 * (`il y a 3 jours`, to the day).
 * @returns ISO 8601 in UTC; null for what is no date, and for more than a day from now: it isn't believed
 */
export function readPostedAt(value: string | number | null, context: DateContext): string | null {
  const read = readInstantOf(value, context)
  return read !== null && Date.parse(read) - context.now.getTime() <= DAY_MS ? read : null
}

/** Until when an offer is open: ISO 8601 in UTC, in the future or the past. */
export const readValidThrough = (value: string | number | null, context: DateContext): string | null => readInstantOf(value, context)

/** The date where it says one; what only says how long ago it was is null: it says something else every day. */
export const readAbsoluteDate = (value: string | number | null, dayFirst: boolean): string | null =>
  typeof value === 'string' ? readDate(plainDate(value), dayFirst) : readDate(value)

function readInstantOf(value: string | number | null, { now, dayFirst }: DateContext): string | null {
  return readAbsoluteDate(value, dayFirst) ?? (typeof value === 'string' ? readRelative(value, now) : null)
}

const plainDate = (text: string) =>
  text
    .trim()
    .slice(0, 80)
    .replace(DATE_LEAD, '')
    .replace(/^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(?:UTC|GMT)$/i, '$1Z')
    .replace(/^(\d{4}-\d{2}-\d{2}T[\d:.]+[+-]\d{2})$/, '$1:00')
    .replace(/^(\d{4})\/(\d{2})\/(\d{2})/, '$1-$2-$3')
    .replace(/^(20\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])$/, '$1-$2-$3')
    .replace(/^(\d{1,2}[/.-]\d{1,2}[/.-])(\d{2})$/, '$120$2')
    .replace(/^(\d{1,2})\. (?=\p{L})/u, '$1 ')

function readRelative(text: string, now: Date): string | null {
  const words = folded(text.trim().slice(0, 80)).replace(LEAD, '')
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS
  if (NOW.test(words)) return new Date(today).toISOString()
  if (BEFORE_YESTERDAY.test(words)) return new Date(today - 2 * DAY_MS).toISOString()
  if (YESTERDAY.test(words)) return new Date(today - DAY_MS).toISOString()
  const [, amount = '', unit = ''] = AGO.exec(words) ?? []
  const days = DAYS.find(([pattern]) => pattern.test(unit))?.[1]
  if (days === undefined) return null
  return new Date(today - days * Number(/\d+/.exec(amount)?.[0] ?? 1) * DAY_MS).toISOString()
}
