import { setTimeout as delay } from 'node:timers/promises'
import type { Environment } from './cache.ts'
import { fullDiskSentence, isFull } from './disk.ts'
import { commandOn, readOptions } from './options.ts'
import type { Program } from './program.ts'
import { sentenceOf } from './stack-error.ts'
import { type RunningStack, startStack } from './start-stack.ts'

const HELP = `npm start [-- options]: MongoDB, Temporal, the API and the worker on this machine.

  --api-port N            API and its docs (API_PORT, 8000)
  --mongodb-port N        MongoDB (MONGODB_PORT, 27017)
  --temporal-port N       Temporal (TEMPORAL_PORT, 7233)
  --temporal-ui-port N    Temporal's Web UI (TEMPORAL_UI_PORT, 8080)
  --api-metrics-port N    the API's metrics for Prometheus (API_METRICS_PORT, 9464 or a free one; 0: none)
  --worker-metrics-port N the worker's (WORKER_METRICS_PORT, 9465 or a free one; 0: none)
  --data-dir FOLDER       where everything is kept (DATA_DIR, .data)
  --memory                keep nothing
  --mongodb-uri URI       use this MongoDB instead of starting one (MONGODB_URI)
  --temporal-address A    use this Temporal, host:port, instead of starting one (TEMPORAL_ADDRESS)
  --watch                 restart API and worker when a source file changes (npm run dev)
  --help

Each may be an environment variable, or a line in .env, under the name in brackets. .env.example lists them all.`

const NO_BROWSER = 'none: pages are read without their JavaScript'

/** `npm start`: starts everything, says where it is, and ends this process: 0 when somebody stopped it, 1 when something failed. */
export async function runStack(args: string[], given: Environment, programs?: readonly Program[]): Promise<void> {
  try {
    await runUntilStopped(args, given, programs)
  } catch (error) {
    console.error(sentenceOf(error) ?? error)
    process.exit(1)
  }
}

async function runUntilStopped(args: string[], given: Environment, programs: readonly Program[] | undefined): Promise<void> {
  const { environment, flags } = readOptions(args, given, { command: 'npm start', flags: ['memory', 'watch'] })
  if (flags.has('help')) return console.log(HELP)
  const [memory, watch] = [flags.has('memory'), flags.has('watch')]
  const started = performance.now()
  const stack = startStack({ environment, memory, watch, log: (line) => console.log(line), ...(programs && { programs }) })
  stopOnSignals(stack)
  const running = await stack
  console.log(summary(running, performance.now() - started))
  const { part, how } = await running.died
  const reason = (await isFull(running.settings.dataDir)) ? fullDiskSentence(part.name) : part.lastLines()
  console.error(`${part.name} ended by itself (${how}); stopping the rest.\n${reason}`)
  await running.stop()
  process.exit(1)
}

/** Ctrl-C may come twice, from the terminal and from npm: only one that follows after a while means `at once`. */
function stopOnSignals(stack: Promise<RunningStack>): void {
  let first: number | undefined
  const stop = async () => {
    if (first !== undefined) {
      if (performance.now() - first < 800) return
      const running = await Promise.race([stack.catch(() => undefined), delay(0, undefined)])
      running?.kill()
      process.exit(130)
    }
    first = performance.now()
    console.log('\nStopping…')
    // One that is still being set up is left to its guards, which see this process end.
    const running = await Promise.race([stack.catch(() => undefined), delay(1_000, undefined)])
    await running?.stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
  const parent = process.ppid
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && first === undefined && void stop(), 1_000).unref()
}

function summary({ settings, metrics, parts, browser }: RunningStack, ms: number): string {
  const part = (name: string) => parts.find((candidate) => candidate.name === name)
  const withoutPassword = (uri = '') => uri.replace(/\/\/[^@/]*@/, '//…@')
  const rows = [
    ['API', settings.apiUrl, ''],
    ['Docs', `${settings.apiUrl}/docs`, ''],
    ['Temporal UI', settings.programEnvironment.TEMPORAL_UI_URL, ''],
    ['Temporal', part('Temporal')?.address, part('Temporal')?.what],
    ['MongoDB', withoutPassword(part('MongoDB')?.address), part('MongoDB')?.what],
    ['Browser', browser ? `${browser.what}${settings.sandboxOff ? ', its sandbox switched off (CHROMIUM_SANDBOX=off)' : ''}` : NO_BROWSER, ''],
    ['Metrics', metrics.map(({ of, url }) => `${url} (${of})`).join(', ') || 'none', ''],
    ['Data', settings.memory ? 'nothing is kept' : settings.dataDir, settings.memory ? '' : 'logs of MongoDB and Temporal in logs/'],
  ]
  const table = rows.map(([name, value, what]) => `  ${name?.padEnd(12)} ${what ? `${value?.padEnd(28)} ${what}` : value}`)
  const next = `Next: open the docs, or run \`${commandOn('npm run demo', settings.dataDir)}\` in a second terminal to see the main job on real pages. Ctrl-C stops everything.`
  return `\nJob Tracker is ready (${(ms / 1000).toFixed(1)} s).\n\n${table.join('\n')}\n\n${next}\n`
}
