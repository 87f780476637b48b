import { readEnvironment } from '../core/environment.ts'
import { DAYS, disappointmentOf, maintenanceOf } from './maintenance-request.ts'
import { readOptions } from './options.ts'
import { runMaintenance } from './run-maintenance.ts'
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

async function main([command, ...args]: string[]): Promise<void> {
  if (command !== 'archive' && command !== 'clean') throw new StackError('Say what to do: archive or clean.')
  const { environment, flags, values } = readOptions(args, readEnvironment(), {
    command: `npm run ${command}`,
    own: [...DAYS[command], ...(command === 'archive' ? ['restore'] : [])],
    flags: ['dry-run', ...(command === 'clean' ? ['all'] : [])],
  })
  if (flags.has('help')) return console.log(HELP[command])
  const asked = maintenanceOf(command, flags, values)
  const result = await withTemporal(environment, (temporal) => runMaintenance(asked, temporal, (line) => console.error(line)))
  console.log(JSON.stringify(result, null, 2))
  const disappointment = disappointmentOf(asked, result)
  if (disappointment !== undefined) throw new StackError(disappointment)
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error) => {
    console.error(sentenceOf(error) ?? error)
    process.exit(1)
  },
)
