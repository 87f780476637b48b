import type { Maintenance } from './run-maintenance.ts'
import { StackError } from './stack-error.ts'

/** The commands, and the options of each that are a number of days. */
export const DAYS = { archive: ['older-than-days'], clean: ['expire-after-days', 'delete-after-days'] } as const
export type MaintenanceCommand = keyof typeof DAYS

/** Reads what `npm run archive` or `npm run clean` is to run. @throws StackError naming what is wrong with an option */
export function maintenanceOf(command: MaintenanceCommand, flags: ReadonlySet<string>, values: Record<string, string>): Maintenance {
  const days = DAYS[command].flatMap((option) =>
    values[option] === undefined ? [] : [[option.replaceAll('-', '_'), daysOf(option, values[option])]],
  )
  const input = { ...Object.fromEntries(days), ...(flags.has('dry-run') && { dry_run: true }), ...(flags.has('all') && { all: true }) }
  if (command === 'clean') return { workflow: 'cleanJobOffers', name: 'clean-by-hand', input, summary: 'Cleans the catalogue of offers' }
  if (values.restore === undefined)
    return { workflow: 'archiveOldApplications', name: 'archive-by-hand', input, summary: 'Archives applications that nobody answered' }
  if (days.length > 0) throw new StackError('--restore goes without --older-than-days.')
  if (values.restore.trim() === '') throw new StackError('--restore is empty: it should be the run_id of an archiving run, or its workflow id.')
  return {
    workflow: 'restoreApplications',
    name: 'restore-by-hand',
    input: { ...input, run_id: values.restore },
    summary: 'Takes applications out of the archive again',
  }
}

/** Why a result is not what was asked for; undefined where it is. */
export function disappointmentOf({ workflow, input }: Maintenance, result: unknown): string | undefined {
  const { run_id, dry_run } = input as { run_id?: string; dry_run?: boolean }
  if (workflow !== 'restoreApplications' || dry_run || (result as { found: number }).found > 0) return undefined
  return `Nothing is in the archive by the run ${run_id}. Is it the id of an archiving run? If so, nothing of what it archived is left there.`
}

function daysOf(option: string, text: string): number {
  const days = Number(text)
  if (text.trim() !== '' && days >= 1 && days <= 36_500) return days
  throw new StackError(`--${option} is wrong: it should be a number of days, 1 to 36500.`)
}
