import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client, Connection, type WorkflowHandle } from '@temporalio/client'
import { readConfig } from '../core/config.ts'
import { readEnvironment } from '../core/environment.ts'
import { temporalAddress } from '../core/temporal/connection.ts'
import { DESCRIBE_MISSING_ID, WORKFLOWS } from '../core/temporal/names.ts'
import type { DescribeMissing, MissingProgress } from '../workflows/describe-missing.ts'
import type { Environment } from './cache.ts'
import { askHolder } from './lock.ts'
import { readOptions } from './options.ts'
import { StackError, sentenceOf } from './stack-error.ts'
import type { StackStatus } from './start-stack.ts'

const HELP = `npm run migrate:descriptions -- [options]

  Describes the applications that have an address and no description, as the workflow ${DESCRIBE_MISSING_ID} of the stack that runs, within
  the budgets of a day. Ctrl-C stops looking, and the workflow goes on; the same command looks at it again.

  --dry-run              counts what there is to do, and does nothing
  --limit N              at most so many applications
  --stop                 stops the run after what it has begun; the command without it goes on later with what is missing
  --temporal-address A   the Temporal to use (TEMPORAL_ADDRESS); else the one of the stack that runs on the data folder
  --data-dir FOLDER      that folder (DATA_DIR, .data)
  --help

It ends with 0 when nothing is left to be done, 1 when a budget or the limit ended it or it was stopped.`

const LOOK_EVERY_MS = 1_000
const CONNECT_MS = 5_000

async function main(): Promise<boolean> {
  const read = { command: 'npm run migrate:descriptions', flags: ['dry-run', 'stop'], own: ['limit'] }
  const { environment, flags, values } = readOptions(process.argv.slice(2), readEnvironment(), read)
  if (flags.has('help')) {
    console.log(HELP)
    return true
  }
  const limit = limitOf(values.limit)
  const { temporal } = readConfig(await withTemporal(environment))
  const connection = await Connection.connect({ ...temporalAddress(temporal), connectTimeout: CONNECT_MS }).catch(() => {
    throw new StackError(`Temporal does not answer at ${temporal.address}: start it (npm start), or name another with --temporal-address.`)
  })
  try {
    const { workflow } = new Client({ connection, namespace: temporal.namespace })
    if (flags.has('stop')) {
      await workflow.getHandle(DESCRIBE_MISSING_ID).cancel()
      return false
    }
    const input: DescribeMissing = { ...(flags.has('dry-run') && { dry_run: true }), ...(limit !== undefined && { limit }) }
    const run = await workflow.start(WORKFLOWS.describeMissing, {
      workflowId: DESCRIBE_MISSING_ID,
      taskQueue: temporal.taskQueue,
      args: [input],
      // One at a time: who starts it while it runs looks at that run.
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: 'Describes what has an address and no description',
    })
    console.log(`Watch it in the Web UI, too: ${temporal.uiUrl}/namespaces/${temporal.namespace}/workflows/${DESCRIBE_MISSING_ID}`)
    const ended = await followed(run)
    console.log(sentenceFor(ended, flags.has('dry-run')))
    return flags.has('dry-run') || ended.stopped_by === null
  } finally {
    await connection.close()
  }
}

function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new StackError('--limit is wrong: it should be a whole number of at least 1.')
  return Number(text)
}

/** Of a Temporal of one's own, or else of the stack that runs on the data folder. */
async function withTemporal(environment: Environment): Promise<Environment> {
  if (environment.TEMPORAL_ADDRESS) return environment
  const holder = await askHolder<Partial<StackStatus>>(resolve(readConfig(environment).dataDir)).catch(() => undefined)
  const address = holder?.status.temporalAddress
  return address ? { ...environment, TEMPORAL_ADDRESS: address } : environment
}

/** Tells how far it is whenever that changes, until it ends. */
async function followed(run: WorkflowHandle): Promise<MissingProgress> {
  const state = { told: '', over: false }
  const result = run.result().finally(() => {
    state.over = true
  }) as Promise<MissingProgress>
  const look = async () => {
    while (!state.over) {
      const said = await run.query<MissingProgress>('progress').then(countsOf, () => state.told)
      if (said !== state.told && said !== '') console.log(said)
      state.told = said
      await Promise.race([delay(LOOK_EVERY_MS), result.catch(() => {})])
    }
  }
  const [ended] = await Promise.all([result, look()])
  return ended
}

const countsOf = ({ found, ended }: MissingProgress) =>
  [`${found} without a description`, ...Object.entries(ended).map(([status, count]) => `${count} ${status}`)].join(', ')

function sentenceFor(state: MissingProgress, isDry: boolean): string {
  if (isDry) return `${state.found} would be described. Nothing was done.`
  if (state.stopped_by === 'budget') return `A budget of today is used up (${countsOf(state)}): run the same command tomorrow, and it goes on.`
  if (state.stopped_by === 'limit') return `As many as were asked for (${countsOf(state)}): run it again for the others.`
  return `Done: ${countsOf(state)}.`
}

main().then(
  (done) => process.exit(done ? 0 : 1),
  (error) => {
    const isStopped = error instanceof Error && error.name === 'WorkflowFailedError'
    console.error(isStopped ? 'The run was stopped: the same command goes on with what is missing.' : (sentenceOf(error) ?? error))
    process.exit(1)
  },
)
