import type { ApiStack } from './api-stack.ts'
import { atRest } from './at-rest.ts'
import type { AddFigure } from './figures.ts'
import { measure } from './load.ts'
import { BOUNDED_PATHS, examinedByLists, LIST_PATHS } from './volume.ts'
import { loadVolume, tokensOf } from './volume-seed.ts'

const LOADING_MS = 10 * 60_000
const MEASURED_USERS = 50
const MOST_P99_MS = 50
/** What a bounded read may take (core/db/bounded-read.ts), and the rest of an answer. */
const BOUND_MS = 3_000
const CAP = 10_000
const CONNECTIONS = 2

/** How lists, searches and counts fare on many documents. */
export async function measureVolume(stack: ApiStack, wanted: number, seconds: number, add: AddFigure, sampleMemory: () => void): Promise<void> {
  const { applications, offers, users, seconds: took } = await loadVolume(stack, wanted, LOADING_MS)
  const fewer = applications < wanted ? `, fewer than ${wanted}: this server had no more in 10 minutes` : ''
  console.log(`Loaded ${applications} applications of ${users.length} users and ${offers} offers in ${took.toFixed(0)} s${fewer}.`)
  const every = Math.max(1, Math.floor(users.length / MEASURED_USERS))
  const some = users.filter((_, n) => n % every === 0).slice(0, MEASURED_USERS)
  const [first] = some
  if (first === undefined) throw new Error('--documents wants at least 1')
  const tokens = await tokensOf(stack, some)

  for (const { path, examined } of await examinedByLists(stack, first))
    add(`GET ${path}: examined`, examined.met, 'at most 2 for each returned', examined.value)
  for (const path of LIST_PATHS) {
    await atRest(stack.db)
    const { p50, p99, failed, requests } = await measure(stack.api, path, { tokens, seconds, connections: CONNECTIONS })
    sampleMemory()
    const met = stack.server.isMongod ? failed === 0 && p99 < MOST_P99_MS : undefined
    add(
      `GET ${path}: p99`,
      met,
      stack.server.isMongod ? `under ${MOST_P99_MS} ms` : 'none: no mongod',
      `${p99} ms, p50 ${p50} ms, ${requests} answered, ${failed} refused`,
    )
  }
  for (const path of BOUNDED_PATHS) {
    const { p99, value, met } = await bounded(stack, path, tokens)
    sampleMemory()
    add(`GET ${path}: bounded`, met, `answered or refused within ${BOUND_MS} ms, at most ${CAP} counted`, `${p99.toFixed(0)} ms at most; ${value}`)
  }
}

/** Asked by a few users one after the other. A refusal (503: too slow) keeps the bound too. */
async function bounded({ api, db }: ApiStack, path: string, tokens: string[]): Promise<{ p99: number; value: string; met: boolean }> {
  const seen = new Set<string>()
  let [slowest, counted] = [0, 0]
  for (const token of tokens.slice(0, 5)) {
    await atRest(db)
    const began = performance.now()
    const answer = await fetch(api.url + path, { headers: { Authorization: `Bearer ${token}` } })
    const body = (await answer.json()) as { total?: number; capped?: boolean; code?: string }
    slowest = Math.max(slowest, performance.now() - began)
    counted = Math.max(counted, body.total ?? Number(answer.headers.get('X-Total-Count') ?? 0))
    const stopped = answer.headers.get('X-Search-Stopped-Early') === 'true' ? ', stopped early' : ''
    seen.add(`${answer.status}${body.code ? ` ${body.code}` : ''}${body.capped ? ', capped' : ''}${stopped}`)
  }
  return { p99: slowest, value: [...seen].join('; '), met: slowest <= BOUND_MS && counted <= CAP && ![...seen].some((one) => one.startsWith('500')) }
}
