import { isDeepStrictEqual } from 'node:util'
import type { ScheduleDescription } from '@temporalio/client'
import { type CronTimes, readCron } from '../core/domain/cron-rules.ts'
import { defined, type Place } from './apply-schedules.ts'
import type { ScheduledJob } from './schedules.ts'

/** What a schedule is, where it is not as it is defined. */
export interface ScheduleDifference {
  what: 'times' | 'zone' | 'pause' | 'note' | 'policies' | 'workflow' | 'input' | 'queue' | 'release'
  is: string
  defined: string
}

type Spec = ScheduleDescription['spec']
type Calendar = NonNullable<Spec['calendars']>[number]

const MONTHS = ['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY', 'AUGUST', 'SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER']
const DAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY']
/** The first and the last number of each field. */
const WHOLE: Readonly<Record<keyof CronTimes, readonly [number, number]>> = {
  minute: [0, 59],
  hour: [0, 23],
  dayOfMonth: [1, 31],
  month: [1, 12],
  dayOfWeek: [0, 6],
}

/** What an operator changed of a schedule, by hand or by another release: its times, pause, note, input and the rest. */
export function scheduleDifferences(schedule: ScheduleDescription, job: ScheduledJob, place: Place): ScheduleDifference[] {
  const { spec, state, policies, action } = schedule
  const wanted = defined(job, place)
  const differ: [ScheduleDifference['what'], string, string][] = [
    ['times', timesText(spec), isCron(spec, job.cron) ? timesText(spec) : job.cron],
    ['zone', spec.timezone ?? 'UTC', place.timezone],
    ['pause', state.paused ? 'paused' : 'runs', 'runs'],
    ['note', state.note ?? '', ''],
    ['policies', policiesText(policies), policiesText({ ...wanted.policies, pauseOnFailure: false, catchupWindow: CATCH_UP_MS } as never)],
    ['workflow', action.workflowType, job.workflow],
    ['input', argumentsText(action.args), argumentsText([job.input])],
    ['queue', action.taskQueue, place.taskQueue],
    // A restart puts it right: the definition changed since a worker last applied it, or somebody replaced it whole.
    ['release', String(action.memo?.definition ?? 'none'), String(wanted.action.memo?.definition)],
  ]
  return differ.flatMap(([what, is, defined]) => (is === defined ? [] : [{ what, is, defined }]))
}

/** What applying the definition would replace of a schedule that was last made by another; what operators changed of the same one stays, and is none. */
export function redefinitions(schedule: ScheduleDescription, job: ScheduledJob, place: Place): ScheduleDifference[] {
  const made = schedule.action.memo?.definition
  if (made === undefined || made === defined(job, place).action.memo?.definition) return []
  return scheduleDifferences(schedule, job, place).filter(({ what }) => what !== 'pause' && what !== 'note')
}

/** When a schedule runs, as a person reads it: cron expressions, intervals, and what else there is. */
export function timesText({ calendars = [], intervals = [], skip = [], jitter, startAt, endAt }: Spec): string {
  const parts = [
    ...calendars.map(calendarText),
    ...intervals.map(({ every, offset }) => `every ${every / 1_000} s${offset ? ` + ${offset / 1_000} s` : ''}`),
    ...skip.map((calendar) => `but not ${calendarText(calendar)}`),
    ...(jitter ? [`within ${jitter / 1_000} s`] : []),
    ...(startAt ? [`from ${startAt.toISOString()}`] : []),
    ...(endAt ? [`until ${endAt.toISOString()}`] : []),
  ]
  return parts.join('; ') || 'never'
}

/** What Temporal says of `12 hours` when it describes a schedule. */
const CATCH_UP_MS = 12 * 60 * 60 * 1_000

const policiesText = ({ overlap, catchupWindow, pauseOnFailure }: ScheduleDescription['policies']) =>
  `overlap ${overlap}, catches up ${Number(catchupWindow) / 3_600_000} h${pauseOnFailure ? ', pauses on failure' : ''}`

const argumentsText = (args: readonly unknown[] | undefined) => (args ?? []).map((one) => JSON.stringify(one)).join(' ')

/** Temporal compiles cron expressions, so that only what they mean can be compared. */
function isCron({ calendars = [], intervals = [], skip = [], jitter, startAt, endAt }: Spec, cron: string): boolean {
  const [calendar, ...others] = calendars
  if (calendar === undefined || others.length + intervals.length + skip.length > 0 || jitter || startAt || endAt) return false
  return isPlain(calendar) && isDeepStrictEqual(timesOf(calendar), readCron(cron))
}

const isPlain = ({ second, year }: Calendar) => isDeepStrictEqual(numbersOf(second), [0]) && numbersOf(year).length === 0

const timesOf = ({ minute, hour, dayOfMonth, month, dayOfWeek }: Calendar): CronTimes => ({
  minute: numbersOf(minute),
  hour: numbersOf(hour),
  dayOfMonth: numbersOf(dayOfMonth),
  month: numbersOf(month, (name) => MONTHS.indexOf(name) + 1),
  dayOfWeek: numbersOf(dayOfWeek, (name) => DAYS.indexOf(name)),
})

type Range = { start: number | string; end?: number | string; step?: number }

function numbersOf(ranges: readonly Range[] | undefined, named: (name: string) => number = Number): number[] {
  const number = (value: number | string) => (typeof value === 'string' ? named(value) : value)
  const numbers = (ranges ?? []).flatMap(({ start, end = start, step = 1 }) => {
    const [first, last] = [number(start), number(end)]
    return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, n) => first + n * step)
  })
  return [...new Set(numbers)].sort((one, other) => one - other)
}

function calendarText(calendar: Calendar): string {
  const times = timesOf(calendar)
  const fields = Object.entries(WHOLE).map(([name, whole]) => fieldText(times[name as keyof CronTimes], whole))
  const [seconds, years] = [numbersOf(calendar.second), numbersOf(calendar.year)]
  return [fields.join(' '), ...(isDeepStrictEqual(seconds, [0]) ? [] : [`second ${seconds}`]), ...(years.length > 0 ? [`in ${years}`] : [])].join(' ')
}

function fieldText(numbers: readonly number[], [from, to]: readonly [number, number]): string {
  if (numbers.length === to - from + 1) return '*'
  const [first = 0, second = 0] = numbers
  const step = second - first
  const isEvery = numbers.length > 2 && numbers.every((number, n) => number === first + n * step)
  if (isEvery && first === from && first + numbers.length * step > to && step > 1) return `*/${step}`
  return isEvery && step === 1 ? `${first}-${numbers.at(-1)}` : numbers.join(',')
}
