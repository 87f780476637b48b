/**
 * npm run bench:api [-- --documents 1000000] [--seconds 3] [--rounds 3]: what the API costs beside a bare handler that does the same, in
 * one run, round after round of each in turn. On MONGODB_URI, else on the embedded server; with --documents, how lists fare on that many.
 */
import { parseArgs } from 'node:util'
import { type ApiStack, startApiStack } from './api-stack.ts'
import { compare } from './compare.ts'
import { noteFigures, printFigures } from './figures.ts'
import type { Measure } from './load.ts'
import { measureDuringLogIns } from './log-ins.ts'
import { measureVolume } from './measure-volume.ts'
import { seedPerson } from './seed.ts'

const LISTS = {
  'GET /applications': '/applications',
  'the same by status': '/applications?status=Refus%C3%A9e',
  'the same archived': '/applications?archived=true',
  'GET /tasks': '/tasks',
  'GET /searches': '/searches',
  'GET /job-offers': '/job-offers',
  'GET /users': '/users',
  'GET /auth/sessions': '/auth/sessions',
}
/** Enough to keep API and server busy; a round's last few requests, which are paid for and not counted, are to stay few. */
const CONNECTIONS = 8
/** Few enough for the idle p99 to be the time of a request, not of a queue. */
const CONNECTIONS_BESIDE_LOG_INS = 4
const LEAST_THROUGHPUT = 0.7
const MOST_CPU = 1.4
const LEAST_ME_PER_SECOND = 5_000
const MOST_SLOWER = 2
const MOST_MIB = 200
const MOST_GROWTH = 1.1

const { values } = parseArgs({
  options: { documents: { type: 'string' }, seconds: { type: 'string', default: '3' }, rounds: { type: 'string', default: '3' } },
})
const seconds = Number(values.seconds)
const rounds = Number(values.rounds)
const { figures, add } = noteFigures()
const memory: number[] = []

const stack = await startApiStack()
try {
  console.log(`MongoDB: ${stack.server.name}`)
  await seedPerson(stack)
  // The log-ins first: the threads that hash are part of what is warm, then.
  await measureLogIns(stack)
  await measureAgainstBare(stack)
  if (values.documents !== undefined) await measureVolume(stack, Number(values.documents), seconds, add, () => memory.push(stack.api.memory()))
  tellMemory()
} finally {
  await stack.stop()
}
printFigures(figures)

async function measureAgainstBare(stack: ApiStack): Promise<void> {
  const tokens = [await stack.logIn()]
  for (const [name, path] of Object.entries({ ...LISTS, 'GET /auth/me': '/auth/me' })) {
    const { api, bare, throughput, cpu } = await compare(stack, path, { tokens, seconds, rounds, connections: CONNECTIONS })
    memory.push(stack.api.memory())
    add(
      `${name}: requests/s beside the bare handler`,
      throughput >= LEAST_THROUGHPUT,
      `at least ${percent(LEAST_THROUGHPUT)}`,
      `${percent(throughput)} (${speedOf(api)}; bare ${speedOf(bare)})`,
    )
    const times = `${cpu.toFixed(2)} times (${api.cpuUs.toFixed(0)} µs; bare ${bare.cpuUs.toFixed(0)} µs)`
    add(`${name}: CPU time a request`, path === '/auth/me' ? undefined : cpu <= MOST_CPU, `at most ${MOST_CPU} times`, times)
    if (path === '/auth/me') addMe(perSecond(api), perSecond(bare))
  }
}

function addMe(api: number, bare: number): void {
  const possible = bare >= LEAST_ME_PER_SECOND
  const goal = possible ? `at least ${LEAST_ME_PER_SECOND}` : 'none: the bare handler does less'
  add('GET /auth/me: requests/s of a process', possible ? api >= LEAST_ME_PER_SECOND : undefined, goal, api.toFixed(0))
}

async function measureLogIns(stack: ApiStack): Promise<void> {
  const tokens = [await stack.logIn()]
  const load = { tokens, seconds: Math.max(seconds, 5), rounds, connections: CONNECTIONS_BESIDE_LOG_INS }
  const { idle, busy, logIns, logInSeconds } = await measureDuringLogIns(stack, '/applications?limit=20', load)
  memory.push(stack.api.memory())
  const slower = busy.p99 / idle.p99
  const value = `${slower.toFixed(2)} times (${busy.p99} ms; idle ${idle.p99} ms; ${logIns} log-ins, ${logInSeconds.toFixed(1)} s each)`
  add('GET /applications?limit=20: p99 while 20 log-ins run at once', slower <= MOST_SLOWER, `at most ${MOST_SLOWER} times the idle one`, value)
}

/** The first sample is taken when log-ins and a list are warm. */
function tellMemory(): void {
  const half = Math.floor(memory.length / 2)
  const [before, after] = [Math.max(...memory.slice(0, half)), Math.max(...memory.slice(half))]
  const value = `${after.toFixed(0)} MiB (${memory.map((mib) => mib.toFixed(0)).join(', ')})`
  add('Memory of the API process', Math.max(before, after) < MOST_MIB, `under ${MOST_MIB} MiB`, value)
  add(
    'Its growth from the first half of the run to the second',
    after / before <= MOST_GROWTH,
    `at most ${MOST_GROWTH} times`,
    `${(after / before).toFixed(2)} times`,
  )
}

function perSecond({ requests, seconds }: Measure): number {
  return requests / seconds
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(0)} %`
}

function speedOf(measured: Measure): string {
  return `${perSecond(measured).toFixed(0)}/s, p50 ${measured.p50} ms, p99 ${measured.p99} ms`
}
