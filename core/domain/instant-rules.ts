const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?([Zz]|[+-]\d{2}:?\d{2})?)?$/

const YEAR = '(\\d{3}[1-9]|\\d\\d[1-9]\\d|\\d[1-9]\\d\\d|[1-9]\\d{3})'
const DAY = `(${YEAR}-((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)|02-(0[1-9]|1\\d|2[0-8])))`
const FOURS = '(0[48]|[2468][048]|[13579][26])'
const LEAP_DAY = `((\\d\\d${FOURS}|${FOURS}00)-02-29)`
const TIME = '([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?'
const ZONE = '[Zz]|[+-]([01]\\d|2[0-3]):?[0-5]\\d'

/** What readInstant reads, for those who read JSON Schema. */
export const INSTANT_PATTERN = `^(${DAY}|${LEAP_DAY})([Tt ]${TIME}( ?(${ZONE}))?)?$`

const DAY_MS = 86_400_000

/** So many days before, each of 24 hours. */
export const daysBefore = (moment: Date, days: number): Date => new Date(moment.getTime() - days * DAY_MS)

/** Four-digit years in UTC: what ISO 8601 and every store can say. */
const FIRST = new Date('0001-01-01T00:00:00.000Z')
const LAST = new Date('9999-12-31T23:59:59.999Z')

/**
 * Reads ISO 8601 dates and times; without a zone they are UTC, without a time midnight.
 * @returns undefined for anything else, 30 February included.
 */
export function readInstant(text: string): Date | undefined {
  const match = INSTANT.exec(text.trim())
  if (match === null) return undefined
  const [, day = '', time = '00:00', zone = 'Z'] = match
  const midnight = new Date(`${day}T00:00Z`)
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined
  const instant = new Date(`${day}T${time}${zone.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`)
  return instant >= FIRST && instant <= LAST ? instant : undefined
}
