import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Results, resultLine, type Tally, tallyOf, total } from './support/tally.ts'

/**
 * `npm test`: format and lint, types, then every test; `npm test -- <path>` runs the test files whose path contains it, `-t <name>` the
 * tests whose name does, `--coverage` measures. All are run even when one fails; the last line counts, and the exit code says the same.
 */
async function main(args: string[]): Promise<void> {
  const filtered = args.some((arg) => arg !== '--coverage')
  const tallies: Tally[] = []
  if (!filtered) {
    tallies.push(await check('format and lint', 'biome', ['ci']))
    tallies.push(await check('types', 'tsc', ['--project', '.']))
  }
  tallies.push(await tests(args))

  const sum = total(tallies)
  console.log(`\n${resultLine(sum)}`)
  process.exitCode = sum.failed > 0 ? 1 : 0
}

async function check(title: string, program: string, args: string[]): Promise<Tally> {
  console.log(`\n== ${title}`)
  const passed = (await run(program, args)) === 0
  console.log(passed ? `${title}: passed` : `${title}: FAILED`)
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }
}

async function tests(args: string[]): Promise<Tally> {
  console.log('\n== tests: unit, route, workflow, stack, replay, e2e, faults (in this order)')
  const folder = mkdtempSync(join(tmpdir(), 'job-tracker-results-'))
  try {
    const file = join(folder, 'results.json')
    const code = await run('vitest', ['run', ...args], { ...process.env, TEST_RESULTS_FILE: file })
    return tallyOf(readResults(file), code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Undefined when the runner ended before it could write any. */
function readResults(file: string): Results | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Runs a program of node_modules with nothing to read; its exit code, 1 when a signal ended it. */
function run(program: string, args: string[], env = process.env): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(join('node_modules', '.bin', program), args, { env, stdio: ['ignore', 'inherit', 'inherit'] })
    const pass = (signal: NodeJS.Signals) => child.kill(signal)
    // The child stops its servers first; this process then counts what there is.
    for (const signal of STOPPING) process.on(signal, pass)
    child.once('error', reject)
    child.once('close', (code) => {
      for (const signal of STOPPING) process.off(signal, pass)
      resolve(code ?? 1)
    })
  })
}

const STOPPING: NodeJS.Signals[] = ['SIGINT', 'SIGTERM']

await main(process.argv.slice(2))
