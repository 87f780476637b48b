/**
 * npm run bench:stack [-- --skip-first]: the figures of README.md's table, measured now, on this machine. The first start is that of a fresh
 * clone of HEAD with empty caches (its packages, engines and browser are downloaded); --skip-first leaves it out.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startJobBoard } from '../support/job-board.ts'
import { newRestClient, type RestClient } from '../support/rest-client.ts'
import { freePort } from '../support/test-stack.ts'
import { memoryOf } from './memory.ts'
import { type Start, startAndTime } from './start.ts'

const IDLE_MS = 15_000
const PLAIN_PAGES = 30
const JAVASCRIPT_PAGES = 8
const POSTS = 100

interface Figure {
  name: string
  value: string
  goal: string
  met: boolean
}

const { values } = parseArgs({ options: { 'skip-first': { type: 'boolean', default: false } } })
const figures: Figure[] = []
const below = (name: string, value: number, goal: number, unit: string, note = '') =>
  figures.push({ name, value: `${value.toFixed(unit === 's' ? 2 : 0)} ${unit}${note}`, goal: `under ${goal} ${unit}`, met: value < goal })

const folder = mkdtempSync(join(tmpdir(), 'job-tracker-bench-'))
const board = await startJobBoard()
try {
  const environment = await freshPorts(new URL(board.url).port)
  if (!values['skip-first']) {
    console.log('First start of a fresh clone with empty caches…')
    const clone = join(folder, 'clone')
    execFileSync('git', ['clone', '--quiet', '--local', process.cwd(), clone])
    const empty = { XDG_CACHE_HOME: join(folder, 'cache'), npm_config_cache: join(folder, 'npm'), PLAYWRIGHT_BROWSERS_PATH: join(folder, 'browsers') }
    const first = await startAndTime(clone, { ...environment, ...empty })
    await first.stop()
    below('First start, all downloads included', first.seconds, 180, 's')
  }
  console.log('A start to have everything there, then the start that is measured…')
  const own = { ...environment, DATA_DIR: join(folder, 'data') }
  await (await startAndTime(process.cwd(), own)).stop()
  const second = await startAndTime(process.cwd(), own)
  below('Second start to ready', second.seconds, 8, 's')
  try {
    await measureRunning(second)
  } finally {
    await second.stop()
  }
} finally {
  await board.close()
  rmSync(folder, { recursive: true, force: true })
}
print()

async function measureRunning({ status }: Start): Promise<void> {
  await delay(IDLE_MS)
  const parts = status.parts.map(({ name, what, pid }) => ({ name, what, mib: memoryOf(pid) }))
  below(
    'Memory of the idle stack',
    sum(parts.map(({ mib }) => mib)),
    700,
    'MiB',
    ` (${parts.map(({ name, mib }) => `${name} ${mib.toFixed(0)}`).join(', ')})`,
  )
  console.log(parts.map(({ name, what }) => `${name}: ${what}`).join('; '))

  const client = await newRestClient(status.apiUrl)
  console.log('Descriptions…')
  await describeTime(client, '/offers/data-engineer')
  const plain = await times(PLAIN_PAGES, () => describeTime(client, '/offers/data-engineer'))
  below('POST to a finished description, plain page, p50', quantile(plain, 0.5), 1, 's', `, max ${quantile(plain, 1).toFixed(2)} s`)
  await describeTime(client, '/offers/javascript')
  const rendered = await times(JAVASCRIPT_PAGES, () => describeTime(client, '/offers/javascript'))
  below('The same, JavaScript page, warm browser, p50', quantile(rendered, 0.5), 4, 's', `, max ${quantile(rendered, 1).toFixed(2)} s`)

  console.log('POST with Temporal up, and with Temporal frozen…')
  const up = await times(POSTS, () => postTime(client))
  const temporal = status.parts.find(({ name }) => name === 'Temporal')
  if (!temporal?.pid) return
  process.kill(temporal.pid, 'SIGSTOP')
  const frozen = await times(POSTS, () => postTime(client)).finally(() => process.kill(temporal.pid, 'SIGCONT'))
  const waited = (quantile(frozen, 0.5) - quantile(up, 0.5)) * 1_000
  below(
    'What POST waits for a frozen Temporal, p50',
    Math.max(0, waited),
    100,
    'ms',
    ` (${(quantile(up, 0.5) * 1_000).toFixed(0)} ms up, ${(quantile(frozen, 0.5) * 1_000).toFixed(0)} ms frozen)`,
  )
}

/** Seconds from POST to the description's end, asked for every 20 ms. */
async function describeTime(client: RestClient, path: string): Promise<number> {
  const began = performance.now()
  const { _id } = await create(client, path)
  for (;;) {
    const { status } = (await (await client.request('GET', `/applications/${_id}/description`)).json()) as { status: string }
    if (status === 'done') return (performance.now() - began) / 1_000
    if (status !== 'pending' && status !== 'running') throw new Error(`${path} ended as ${status}`)
    await delay(20)
  }
}

async function postTime(client: RestClient): Promise<number> {
  const began = performance.now()
  await create(client, '/offers/plain')
  return (performance.now() - began) / 1_000
}

async function create(client: RestClient, path: string): Promise<{ _id: string }> {
  const response = await client.request('POST', '/applications', { company: 'Bench', position: 'Bench', url: board.url + path })
  if (response.status !== 201) throw new Error(`POST answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as { _id: string }
}

async function times(count: number, measure: () => Promise<number>): Promise<number[]> {
  const measured: number[] = []
  for (let n = 0; n < count; n++) measured.push(await measure())
  return measured.sort((a, b) => a - b)
}

function quantile(sorted: number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

async function freshPorts(demoPort: string): Promise<Record<string, string>> {
  const [api, mongodb, temporal, ui] = await Promise.all(Array.from({ length: 4 }, freePort))
  return {
    ENVIRONMENT: 'development',
    LOG_LEVEL: 'warn',
    API_PORT: String(api),
    MONGODB_PORT: String(mongodb),
    TEMPORAL_PORT: String(temporal),
    TEMPORAL_UI_PORT: String(ui),
    DEMO_PORT: demoPort,
  }
}

function print(): void {
  console.log(`\n${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}\n`)
  console.log('| figure | measured | goal | |\n|---|---|---|---|')
  for (const { name, value, goal, met } of figures) console.log(`| ${name} | ${value} | ${goal} | ${met ? 'met' : 'MISSED'} |`)
  process.exitCode = figures.every(({ met }) => met) ? 0 : 1
}
