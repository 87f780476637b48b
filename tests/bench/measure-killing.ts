import { setTimeout as delay } from 'node:timers/promises'
import { WORKFLOWS } from '../../core/temporal/names.ts'
import { startLocalSite } from '../support/local-site.ts'
import { jobPosting, pageOf } from '../support/offer-page.ts'
import { newAccessToken } from '../support/rest-client.ts'
import { type BalancedRequests, createBalancedRequests } from './balanced-requests.ts'
import { checkKilled } from './check-killed.ts'
import type { CollectStack, Place } from './collect-stack.ts'
import type { AddFigure } from './figures.ts'
import { type Killing, startKilledPairs } from './killed-pairs.ts'
import { createKillingLoad } from './killing-load.ts'
import { runOn } from './operate-stack.ts'

const EVERY_MS = 10_000
const CLIENTS = 8
/** A host is asked for one page at a time. */
const SITES = 4
const PAGE_MS = 100
const LONGEST_MS = 10 * 60_000
const LOOK_MS = 500
const RECONCILE_MS = 15_000
const SHOWN = 10
const NEVER_REACHED = '100000000/m'

/** Two API processes and two workers under load, one of each killed every ten seconds: nothing lost, nothing twice, hardly an error. */
export async function measureKilling(stack: CollectStack, seconds: number, add: AddFigure): Promise<void> {
  const sites = await Promise.all(
    Array.from({ length: SITES }, () =>
      startLocalSite(async (request, response) => {
        await delay(PAGE_MS)
        if (request.url === '/robots.txt') return void response.writeHead(404).end()
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(pageOf({ scripts: [jobPosting()] }))
      }),
    ),
  )
  const { drop, ...place } = stack.place({
    SECRET_KEY: 'a-secret-of-at-least-thirty-two-bytes',
    RATE_LIMIT_GENERAL: NEVER_REACHED,
    RATE_LIMIT_BACKGROUND: NEVER_REACHED,
    CRAWL_ALLOW_HOSTS: sites.map(({ port }) => `127.0.0.1:${port}`).join(','),
    CRAWL_DELAY_MS: '0',
  })
  const pairs = await startKilledPairs(place.environment)
  try {
    const tokens = await Promise.all(Array.from({ length: CLIENTS }, () => newAccessToken(pairs.apis[0] ?? '')))
    const balanced = createBalancedRequests(pairs.apis)
    const load = createKillingLoad(balanced, { tokens, pageOf: (n) => `${sites[n % SITES]?.url}/offers/${n}` })
    const killing = await pairs.kill({ everyMs: EVERY_MS, totalMs: Math.max(seconds * 1_000, EVERY_MS) }).finally(() => load.stop())
    addKilling(killing, add)
    addErrors(balanced, add)

    await load.settle()
    const began = performance.now()
    const open = await untilDescribed(stack, place)
    console.log(
      `The last description came ${((performance.now() - began) / 1_000).toFixed(0)} s after the load; ${again(sites)} pages were read again`,
    )
    const { written } = load
    const { lost, doubled, descriptions } = await checkKilled(stack.client, place, written)
    for (const fault of [lost, doubled, descriptions].flatMap((faults) => faults.slice(0, SHOWN))) console.log(`  ${fault}`)
    const changes = written.flatMap(({ note, places }) => [note, ...places]).filter(({ isAcknowledged }) => isAcknowledged).length
    add('acknowledged writes lost', lost.length === 0 && changes > 0, 'none', `${lost.length} of ${written.length + changes}`)
    add('applications and notes written twice', doubled.length === 0, 'none', `${doubled.length} of ${written.length} each`)
    const done = `${descriptions.length} of ${written.length}${open > 0 ? `, ${open} without an end` : ''}`
    add('descriptions missing or written twice', descriptions.length === 0 && open === 0, 'none', done)
  } finally {
    await pairs.stop()
    await drop()
    await Promise.all(sites.map((site) => site.close()))
  }
}

/** One that is not back within ten seconds puts the next kill off: the other one of its kind must not go meanwhile. */
function addKilling({ times, slowestStartMs: { api, worker } }: Killing, add: AddFigure): void {
  const value = `${times} of each, ready again within ${(api / 1_000).toFixed(1)} s and ${(worker / 1_000).toFixed(1)} s`
  add('an API and a worker killed every 10 s, of two each', Math.max(api, worker) < EVERY_MS, 'ready again within 10 s', value)
}

/** A killed API must have been felt: else nothing was measured. */
function addErrors({ counted: { asked, moved, failed, failures } }: BalancedRequests, add: AddFigure): void {
  for (const [what, times] of failures) console.log(`  ${times} × ${what}`)
  const share = failed / asked
  const value = `${(share * 100).toFixed(2)} % (${failed} of ${asked}; ${moved} went to the other API)`
  add('requests that failed, meanwhile', share < 0.01 && moved > 0, 'under 1 %', value)
}

/** Until every description has its end; what no API could start any more is started by reconciling. Answers how many have none after ten minutes. */
async function untilDescribed(stack: CollectStack, place: Place): Promise<number> {
  const applications = place.db.collection('applications')
  let reconciled = Number.NEGATIVE_INFINITY
  for (const until = performance.now() + LONGEST_MS; ; await delay(LOOK_MS)) {
    const open = await applications.countDocuments({ description_status: { $in: ['pending', 'running'] } })
    if (open === 0) {
      if (await allClosed(stack, place)) return 0
    } else if (performance.now() - reconciled > RECONCILE_MS) {
      await runOn(stack, place, 'reconcile', { unchanged_for_seconds: 0 })
      reconciled = performance.now()
    }
    if (performance.now() > until) return Math.max(open, 1)
  }
}

/** Whether the workflows have ended, too: their records have a moment before. */
async function allClosed({ client }: CollectStack, { taskQueue }: Place): Promise<boolean> {
  const query = `WorkflowType = '${WORKFLOWS.describeApplication}' AND TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`
  return (await client.workflow.count(query)).count === 0
}

/** How many pages were asked for more than once: by a worker that was killed before it had told so. */
function again(sites: readonly { hits: string[] }[]): number {
  const pages = sites.flatMap(({ hits }) =>
    Object.values(Object.groupBy(hits, (hit) => hit)).map((asked) => ({ hit: asked?.[0], times: asked?.length ?? 0 })),
  )
  return pages.filter(({ hit, times }) => hit?.startsWith('GET /offers/') && times > 1).length
}
