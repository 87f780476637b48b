/** Pure rules of cron expressions with five fields, as Temporal reads them. No zod here. */

/** The moments of a cron expression, each field as the numbers that it names, in order. */
export interface CronTimes {
  minute: readonly number[]
  hour: readonly number[]
  dayOfMonth: readonly number[]
  month: readonly number[]
  /** 0 is Sunday. */
  dayOfWeek: readonly number[]
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

interface Field {
  from: number
  to: number
  /** The names of the numbers, the first one's first. */
  names?: readonly string[]
}
const FIELDS: Readonly<Record<keyof CronTimes, Field>> = {
  minute: { from: 0, to: 59 },
  hour: { from: 0, to: 23 },
  dayOfMonth: { from: 1, to: 31 },
  month: { from: 1, to: 12, names: MONTHS },
  dayOfWeek: { from: 0, to: 7, names: DAYS },
}

/** The moments of `0 5 * * 1,4`: minute, hour, day of the month, month, day of the week. Undefined for what Temporal would refuse. */
export function readCron(text: string): CronTimes | undefined {
  const parts = text.trim().split(/\s+/)
  const names = Object.keys(FIELDS) as (keyof CronTimes)[]
  if (parts.length !== names.length) return undefined
  const read = names.map((name, n) => [name, readField(parts[n] ?? '', FIELDS[name])] as const)
  if (read.some(([, numbers]) => numbers === undefined)) return undefined
  const times = Object.fromEntries(read) as unknown as CronTimes
  return { ...times, dayOfWeek: inOrder(times.dayOfWeek.map((day) => day % 7)) }
}

function readField(text: string, { from, to, names = [] }: Field): number[] | undefined {
  const numbers: number[] = []
  const numberOf = (word: string) => {
    const named = names.indexOf(word.toLowerCase())
    return named >= 0 ? named + from : /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN
  }
  for (const part of text.split(',')) {
    const [, range = '', step = '1'] = /^([^/]+)(?:\/(\d{1,2}))?$/.exec(part) ?? []
    const [first = '', last = part.includes('/') ? String(to) : first, ...more] = range.split('-')
    const [low, high] = range === '*' ? [from, names === DAYS ? 6 : to] : [numberOf(first), numberOf(last)]
    const isRange = low >= from && high <= to && low <= high && Number(step) >= 1 && more.length === 0
    if (!isRange) return undefined
    for (let number = low; number <= high; number += Number(step)) numbers.push(number)
  }
  return inOrder(numbers)
}

const inOrder = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((one, other) => one - other)
