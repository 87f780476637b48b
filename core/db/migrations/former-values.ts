import { ObjectId } from 'mongodb'
import { readInstant } from '../../domain/instant-rules.ts'
import { folded } from '../../domain/text-rules.ts'

const FRENCH_DATE = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T](?:à )?(\d{1,2})[:h](\d{2})(?::(\d{2}))?)?$/
const YEAR_FIRST = /^(\d{4})\/(\d{2})\/(\d{2})/
/** Numbers below are seconds since 1970, others milliseconds: 10^11 ms is March 1973. */
const SECONDS_BELOW = 1e11

/** Null, undefined and blank text all say nothing. */
export const isAbsent = (value: unknown): boolean => value === null || value === undefined || (typeof value === 'string' && value.trim() === '')

/**
 * A moment as the former backend wrote it: a date, ISO 8601 with or without a zone (none: UTC) or a time, 23/11/2026, a number of
 * seconds or milliseconds, or `{"$date": …}`. Undefined for anything else.
 */
export function readFormerDate(value: unknown): Date | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : readInstant(value.toISOString())
  if (typeof value === 'number')
    return Number.isFinite(value) && value > 0 ? readFormerDate(new Date(value < SECONDS_BELOW ? value * 1_000 : value)) : undefined
  if (typeof value === 'string') return readInstant(value.trim().replace(YEAR_FIRST, '$1-$2-$3')) ?? readFrenchDate(value.trim())
  if (typeof value !== 'object' || value === null) return undefined
  if ('$date' in value) return readFormerDate(value.$date)
  return '$numberLong' in value ? readFormerDate(Number(value.$numberLong)) : undefined
}

function readFrenchDate(text: string): Date | undefined {
  const [found, day = '', month = '', year, hours = '0', minutes = '00', seconds = '00'] = FRENCH_DATE.exec(text) ?? []
  const two = (digits: string) => digits.padStart(2, '0')
  return found === undefined ? undefined : readInstant(`${year}-${two(month)}-${two(day)}T${two(hours)}:${minutes}:${seconds}`)
}

/** An id: an ObjectId, its 24 hex digits, or `{"$oid": …}`. Undefined for anything else. */
export function readFormerId(value: unknown): ObjectId | undefined {
  if (value instanceof ObjectId) return value
  if (typeof value === 'string') return /^[0-9a-fA-F]{24}$/.test(value.trim()) ? new ObjectId(value.trim()) : undefined
  return typeof value === 'object' && value !== null && '$oid' in value ? readFormerId(value.$oid) : undefined
}

/** Text, or what is naturally written as one. Undefined for a structure. */
export function readFormerText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : undefined
}

export function readFormerFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  const text = readFormerText(value)?.toLowerCase()
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : undefined
}

/** Words as they are compared: case, accents, apostrophes, separators and what leads don't count. */
export const plain = (text: string): string =>
  folded(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/**
 * Reads one of `choices` whatever its case and accents.
 * @param others what else was written for one of them, in plain() form
 */
export const readFormerChoice =
  <T extends string>(choices: readonly T[], others: Readonly<Record<string, T>> = {}) =>
  (value: unknown): T | undefined => {
    const text = readFormerText(value)
    if (text === undefined) return undefined
    return choices.find((choice) => plain(choice) === plain(text)) ?? (Object.hasOwn(others, plain(text)) ? others[plain(text)] : undefined)
  }
