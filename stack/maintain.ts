import { readEnvironment } from '../core/environment.ts'
import { readOptions } from './options.ts'
import { type Maintenance, runMaintenance } from './run-maintenance.ts'
import { StackError, sentenceOf } from './stack-error.ts'
import { withTemporal } from './with-temporal.ts'

const PLACE = `  --temporal-address HOST:PORT   the Temporal to speak to (TEMPORAL_ADDRESS); else that of the stack that runs on the data folder
  --data-dir FOLDER              that folder (DATA_DIR, .data)
  --help

A worker does the work: this command shows it. Interrupted, the run goes on. The result is printed as JSON.`

const HELP = {
  archive: `npm run archive -- [options]

  Archives applications that were refused or not answered, as the schedule archive-old-applications does.

  --older-than-days N            those of more than N days ago (ARCHIVE_AFTER_DAYS, 40)
  --dry-run                      tells what would be archived, and changes nothing
  --restore RUN                  takes back what that run archived, by the run_id of its result or its workflow's id
${PLACE}`,
  clean: `npm run clean -- [options]

  Cleans the catalogue of offers, as the schedule clean-job-offers does.

  --expire-after-days N          closes what nobody has seen for N days (OFFER_EXPIRE_AFTER_DAYS, 30)
  --delete-after-days N          deletes what has been closed for N days and nobody refers to (OFFER_DELETE_AFTER_DAYS, 90)
  --all                          normalises and compares all offers, not only those that changed
  --dry-run                      tells what would happen, and changes nothing
${PLACE}`,
} as const

type Command = keyof typeof HELP
const DAYS = { archive: ['older-than-days'], clean: ['expire-after-days', 'delete-after-days'] } as const

async function main([command, ...args]: string[]): Promise<void> {
  if (command !== 'archive' && command !== 'clean') throw new StackError('Say what to do: archive or clean.')
  const { environment, flags, values } = readOptions(args, readEnvironment(), {
    command: `npm run ${command}`,
    own: [...DAYS[command], ...(command === 'archive' ? ['restore'] : [])],
    flags: ['dry-run', ...(command === 'clean' ? ['all'] : [])],
  })
  if (flags.has('help')) return console.log(HELP[command])
  const asked = maintenance(command, flags, values)
  const result = await withTemporal(environment, (temporal) => runMaintenance(asked, temporal, (line) => console.error(line)))
  console.log(JSON.stringify(result, null, 2))
}

function maintenance(command: Command, flags: ReadonlySet<string>, values: Record<string, string>): Maintenance {
  const days = DAYS[command].flatMap((option) =>
    values[option] === undefined ? [] : [[option.replaceAll('-', '_'), daysOf(option, values[option])]],
  )
  const input = { ...Object.fromEntries(days), ...(flags.has('dry-run') && { dry_run: true }), ...(flags.has('all') && { all: true }) }
  if (command === 'clean') return { workflow: 'cleanJobOffers', name: 'clean-by-hand', input, summary: 'Cleans the catalogue of offers' }
  if (values.restore === undefined)
    return { workflow: 'archiveOldApplications', name: 'archive-by-hand', input, summary: 'Archives applications that nobody answered' }
  if (days.length > 0) throw new StackError('--restore goes without --older-than-days.')
  return {
    workflow: 'restoreApplications',
    name: 'restore-by-hand',
    input: { ...input, run_id: values.restore },
    summary: 'Takes applications out of the archive again',
  }
}

function daysOf(option: string, text: string): number {
  const days = Number(text)
  if (text.trim() !== '' && days >= 1 && days <= 36_500) return days
  throw new StackError(`--${option} is wrong: it should be a number of days, 1 to 36500.`)
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error) => {
    console.error(sentenceOf(error) ?? error)
    process.exit(1)
  },
)
