/**
 * npm run record-histories [-- name…]: starts a Temporal of its own, and records the histories that are named, or those that there are none of
 * yet; `-- --all` records all anew. See record.ts for when to do that.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { readEnvironment } from '../../core/environment.ts'
import { freePort } from '../../stack/ports.ts'
import { startTemporal } from '../../stack/temporal.ts'

const { values, positionals } = parseArgs({ options: { all: { type: 'boolean', default: false } }, allowPositionals: true })
const say = (line: string) => void process.stdout.write(`${line}\n`)
const run = promisify(execFile)
const record = 'tests/replay/record.ts'

const known = (await run(process.execPath, [record, '--list'])).stdout.trim().split('\n')
const unknown = positionals.filter((name) => !known.includes(name))
if (unknown.length > 0) throw new Error(`There is no recording ${unknown.join(', ')}: there are ${known.join(', ')}.`)
const missing = known.filter((name) => !existsSync(`tests/replay/histories/${name}.jsonl`))
const names = values.all ? known : positionals.length > 0 ? positionals : missing
if (names.length === 0) {
  say('Every history is recorded: name those to record anew, or give --all.')
} else {
  const environment = { ...readEnvironment(), TEMPORAL_ADDRESS: '', TEMPORAL_NAMESPACE: '' }
  const logFile = join(tmpdir(), 'job-tracker-record-temporal.log')
  const temporal = await startTemporal({ port: await freePort(), environment, log: say, logFile })
  try {
    await run(process.execPath, [record, temporal.address, ...names])
    say(`Recorded: ${names.join(', ')}.`)
  } finally {
    await temporal.stop()
  }
}
process.exit(0)
