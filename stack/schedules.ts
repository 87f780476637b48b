import { readEnvironment } from '../core/environment.ts'
import { createLogger } from '../core/logger.ts'
import { readOptions } from './options.ts'
import { runScheduleCommand, SCHEDULE_COMMANDS, type ScheduleCommand } from './schedule-commands.ts'
import { StackError, sentenceOf } from './stack-error.ts'
import { withTemporal } from './with-temporal.ts'

const HELP = `npm run schedules -- <command> [SCHEDULE]

  list                                   when each runs next and ran last
  diff [SCHEDULE…]                       what an operator changed: times, pause, note, input, policies
  apply [SCHEDULE…] [--force]            makes what is missing, as a worker does when it starts; refuses to redefine what was made by other
                                         settings or another release. --force does that, and puts back times that an operator changed
  trigger SCHEDULE                       runs it now
  pause SCHEDULE [--reason TEXT]         until resume, restarts or not
  resume SCHEDULE [--reason TEXT]
  backfill SCHEDULE --from TIME --to TIME   runs it for its times between these (2026-11-23T00:00:00Z); more than 100 with --force

  --temporal-address HOST:PORT   the Temporal to speak to (TEMPORAL_ADDRESS); else that of the stack that runs on the data folder
  --data-dir FOLDER              that folder (DATA_DIR, .data)
  --help

It ends with 0 when done, 1 when it could not be, and diff with 1 also when something differs.`

async function main(): Promise<boolean> {
  const own = { command: 'npm run schedules', own: ['reason', 'from', 'to'], flags: ['force'], commands: true }
  const { environment, flags, values, positionals } = readOptions(process.argv.slice(2), readEnvironment(), own)
  const [command, ...ids] = positionals
  if (flags.has('help') || command === undefined) {
    console.log(HELP)
    return true
  }
  const isKnown = (name: string): name is ScheduleCommand => (SCHEDULE_COMMANDS as readonly string[]).includes(name)
  if (!isKnown(command)) throw new StackError(`${command} is no command: see \`npm run schedules -- --help\`.`)
  const { reason, from, to } = values
  const request = { command, ids, reason, from, to, force: flags.has('force') }
  const { lines, differs } = await withTemporal(environment, (temporal) =>
    runScheduleCommand(request, temporal, createLogger('schedules', { ...temporal.config, logLevel: 'warn' })),
  )
  for (const line of lines) console.log(line)
  return !differs
}

main().then(
  (isWell) => process.exit(isWell ? 0 : 1),
  (error) => {
    console.error(sentenceOf(error) ?? error)
    process.exit(1)
  },
)
