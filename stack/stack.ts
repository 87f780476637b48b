import { resolve } from 'node:path'
import { readConfig } from '../core/config.ts'
import { readEnvironment } from '../core/environment.ts'
import type { Environment } from './cache.ts'
import { copyDatabase } from './copy-database.ts'
import { askHolder, tryLock } from './lock.ts'
import { readOptions } from './options.ts'
import { StackError, sentenceOf } from './stack-error.ts'
import { type EngineName, readKeptDatabase } from './stack-file.ts'
import type { StackStatus } from './start-stack.ts'

const HELP = `npm run stack -- <command> [--data-dir FOLDER]

  status                               what runs on the data folder, and which database it is on
  copy-database [--to ENGINE]          takes the data to the other engine (mongod or secantusdb), compares, and has later starts
                                       use it; the former data stay in their folder
  --help

The stack must be stopped for copy-database. The folder is DATA_DIR (.data) unless said otherwise.`

async function main(): Promise<void> {
  const { environment, flags, values, positionals } = readOptions(process.argv.slice(2), readEnvironment(), {
    command: 'npm run stack',
    own: ['to'],
    commands: true,
  })
  const [command, ...more] = positionals
  if (flags.has('help') || command === undefined) return console.log(HELP)
  const dataDir = resolve(readConfig(environment).dataDir)
  if (command === 'status' && more.length === 0) return await printStatus(dataDir)
  if (command !== 'copy-database' || more.length > 0) throw new StackError(`${positionals.join(' ')} is no command: see \`npm run stack -- --help\`.`)
  await copy(dataDir, values.to, environment)
}

async function printStatus(dataDir: string): Promise<void> {
  const kept = await readKeptDatabase(dataDir)
  console.log(kept ? `${dataDir} is on ${kept.engine} ${kept.version} (folder ${kept.folder}).` : `${dataDir} has no database yet.`)
  const holder = await askHolder<StackStatus>(dataDir)
  if (!holder) return console.log('Nothing runs on it.')
  const { apiUrl, uiUrl, parts, pid } = holder.status
  console.log(`Process ${pid} runs it: API ${apiUrl}, Temporal UI ${uiUrl}.`)
  for (const part of parts ?? []) console.log(`  ${part.name.padEnd(10)} ${part.what} (process ${part.pid})`)
}

async function copy(dataDir: string, to: string | undefined, environment: Environment): Promise<void> {
  if (to !== undefined && to !== 'mongod' && to !== 'secantusdb') throw new StackError('--to is wrong: it should be mongod or secantusdb.')
  const lock = await tryLock(dataDir, () => ({ pid: process.pid }))
  if (!lock) throw new StackError(`The stack runs on ${dataDir}: stop it with Ctrl-C, then run the same command again.`)
  try {
    const options = { dataDir, environment, log: (line: string) => console.log(line), ...(to && { to: to as EngineName }) }
    const { collections, former } = await copyDatabase(options)
    const documents = collections.reduce((sum, collection) => sum + collection.documents, 0)
    console.log(`${documents} documents in ${collections.length} collections were copied and compared; the former data stay in ${former}.`)
  } finally {
    await lock.release()
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(sentenceOf(error) ?? error)
    process.exit(1)
  },
)
