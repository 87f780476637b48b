import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment, Log } from '../../stack/cache.ts'
import { installFromPypi } from '../../stack/python.ts'
import { type Output, runProgram } from '../../stack/run-program.ts'
import { type AnswerCounts, type OperationCounts, tableOf, unreached } from './answer-counts.ts'
import { PASSWORD, PEOPLE, type Person, type RunningApi, startApi } from './running-api.ts'

const SCHEMATHESIS = { name: 'schemathesis', version: '4.32.5', program: 'schemathesis' }
const RUN_MS = 2 * 60 * 60_000
const here = (file: string) => join(import.meta.dirname, file)

export interface FuzzOptions {
  /** The same seed asks the same; what the API's state adds (ids, dates) differs. */
  seed: number
  /** Of each phase, an operation and person. */
  examples: number
  /** Who asks, and of which paths; all when absent. */
  turns?: readonly Turn[] | undefined
  environment: Environment
  log: Log
}

export interface Turn {
  person: Person
  /** A regular expression. */
  paths?: string
}

export interface FuzzResult {
  /** Whose run found something; what it found went to the log. */
  failed: Person[]
  /** Operations that nobody's request got carried out. */
  unreached: string[]
}

/**
 * Lets schemathesis ask a running API everything that its document describes, once as each person, with all its checks and phases.
 * @throws StackError when a part of it cannot be had, with what to do
 */
export async function fuzz({ seed, examples, turns = PEOPLE.map((person) => ({ person })), environment, log }: FuzzOptions): Promise<FuzzResult> {
  const program = await installFromPypi(SCHEMATHESIS, environment, log)
  const api = await startApi({ environment, log })
  const folder = await mkdtemp(join(tmpdir(), 'job-tracker-fuzz-report-'))
  try {
    const counts: Partial<Record<Person, AnswerCounts>> = {}
    const failed: Person[] = []
    for (const turn of turns) {
      const { person } = turn
      log(`\n== Fuzzing as ${person}: seed ${seed}, ${examples} examples`)
      const run = { program, api, folder, turn, seed, examples, environment, log }
      if (!(await passes(run))) failed.push(person)
      counts[person] = JSON.parse(await readFile(join(folder, `${person}.json`), 'utf8')) as AnswerCounts
    }
    const operations = await countsOf(api, counts)
    log(
      `\n${tableOf(
        operations,
        turns.map(({ person }) => person),
      )}`,
    )
    return { failed, unreached: unreached(operations) }
  } finally {
    await api.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Run extends Pick<FuzzOptions, 'seed' | 'examples' | 'environment' | 'log'> {
  program: string
  api: RunningApi
  folder: string
  turn: Turn
}

/** Whether schemathesis has nothing to say against the API as that person meets it. */
async function passes({ program, api, folder, turn: { person, paths }, seed, examples, environment, log }: Run): Promise<boolean> {
  const args = [
    '--config-file',
    here('schemathesis.toml'),
    'run',
    `${api.url}/openapi.json`,
    '--no-color',
    ...(paths ? ['--include-path-regex', paths] : []),
  ]
  const variables = {
    FUZZ_API: api.url,
    FUZZ_PERSON: person,
    FUZZ_PASSWORD: PASSWORD,
    FUZZ_OFFERS: api.offers.join(','),
    FUZZ_DOUBLES: api.doubles.map((pair) => pair.join(':')).join(','),
    FUZZ_SEED: String(seed),
    FUZZ_ACCOUNTS: here('accounts.yaml'),
    FUZZ_HOOKS: here('hooks.py'),
    FUZZ_COUNTS: join(folder, `${person}.json`),
  }
  const own = { PATH: environment.PATH, HOME: folder, PYTHONDONTWRITEBYTECODE: '1', ...variables }
  try {
    await runProgram(program, [...args, '--seed', String(seed), '--max-examples', String(examples)], {
      timeoutMs: RUN_MS,
      environment: own,
      onLine: (line) => log(line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)}…` : line),
    })
    return true
  } catch (error) {
    log((error as Partial<Output>).stderr?.trim() || (error as Error).message)
    return false
  }
}

/** A body may be of megabytes. */
const MAX_LINE = 2_000

async function countsOf(api: RunningApi, counts: Partial<Record<Person, AnswerCounts>>): Promise<OperationCounts[]> {
  const { paths } = (await (await fetch(`${api.url}/openapi.json`)).json()) as { paths: Record<string, object> }
  const labels = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
  return labels.map((label) => ({
    label,
    answers: Object.fromEntries(Object.entries(counts).map(([person, counted]) => [person, counted[label] ?? {}])),
  }))
}
