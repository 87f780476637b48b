import type { Document, WithId } from 'mongodb'
import type { CatalogueDocument } from '../../core/db/job-offer-document.ts'
import { COMMON_WORD, compareWithLedger, type JobBoards, startJobBoards, trespasses, visitsOf } from '../support/job-boards/index.ts'
import { bareUpsertsPerSecond } from './bare-upserts.ts'
import type { CollectStack } from './collect-stack.ts'
import { countCpu } from './cpu.ts'
import type { AddFigure } from './figures.ts'
import { growthOf, most } from './watch-memory.ts'

const MOST_SECONDS = 180
/** From so many writes a second on, a database is fast enough for that. */
const FAST_PER_SECOND = 1_000
const LEAST_OF_BARE = 0.7
/** The time of fewer is that of slow boards and of the gaps between requests. */
const LEAST_OFFERS = 10_000
const MOST_MIB = 500
/** What is still flat. */
const MOST_GROWTH = 1.1
/** So often are bare upserts measured: the machine may have other work at one time than at another. */
const BARE_TIMES = 3
/** Of what went wrong. */
const SHOWN = 8

/** Twenty boards, once: time beside bare upserts, memory, what is stored, how the hosts were treated. */
export async function measureBoards(stack: CollectStack, { offers, gapMs }: { offers: number; gapMs: number }, add: AddFigure): Promise<void> {
  const boards = await startJobBoards({ offers })
  const worker = await stack.startWorker({ ...boards.environment, CRAWL_DELAY_MS: String(gapMs), CHROMIUM_PATH: '' })
  try {
    const { openings, listings } = boards.ledger
    console.log(
      `${boards.count} boards, ${listings.length} offers, ${listings.length - openings.length} of them doubles; ${gapMs} ms between requests to a host`,
    )
    const memory = worker.watch()
    const [workerCpu, databaseCpu] = [countCpu(worker.pid), countCpu(stack.databasePid)]
    const { ms, result } = await worker.collect({ query: COMMON_WORD, limit: 10_000 })
    const samples = memory.end()
    const cpu = { worker: workerCpu(), database: databaseCpu() }
    console.log(JSON.stringify(result))
    const stored = await worker.db.collection<CatalogueDocument>('job_offers').find().toArray()

    const bare = await measureBare(stack, stored)
    addSpeed(add, { listings: listings.length, ms, bare: bare.perSecond })
    addCpu(add, { ...cpu, bare: bare.cpu })
    add('Memory of the worker', most(samples) < MOST_MIB, `under ${MOST_MIB} MiB`, `${most(samples).toFixed(0)} MiB`)
    const growth = growthOf(samples)
    add('Its growth from the first third of the run to the last', growth <= MOST_GROWTH, `at most ${MOST_GROWTH} times`, `${growth.toFixed(2)} times`)
    addStored(add, boards, stored)
    addPoliteness(add, boards, gapMs)
  } finally {
    await worker.stop()
    await boards.close()
  }
}

/** The median of the rates of bare upserts, each into a database of its own, and of the CPU that the database takes for them. */
async function measureBare(stack: CollectStack, stored: readonly WithId<CatalogueDocument>[]): Promise<{ perSecond: number; cpu: number }> {
  const times: { perSecond: number; cpu: number }[] = []
  while (times.length < BARE_TIMES) {
    const scratch = stack.scratch()
    const cpu = countCpu(stack.databasePid)
    times.push({ perSecond: await bareUpsertsPerSecond(stored, scratch.db), cpu: cpu() })
    await scratch.drop()
  }
  console.log(`bare upserts: ${times.map(({ perSecond, cpu }) => `${perSecond.toFixed(0)}/s (${cpu.toFixed(1)} s of CPU)`).join(', ')}`)
  const median = (of: 'perSecond' | 'cpu') => times.map((time) => time[of]).toSorted((a, b) => a - b)[Math.floor(BARE_TIMES / 2)] ?? Number.NaN
  return { perSecond: median('perSecond'), cpu: median('cpu') }
}

/** What collecting costs where others load the machine: they change the time by the clock most. */
function addCpu(add: AddFigure, { worker, database, bare }: { worker: number; database: number; bare: number }): void {
  // A server that runs elsewhere, or a system that does not tell.
  const beside = Number.isNaN(database) ? '' : `; of the database ${database.toFixed(1)} s, for the bare upserts ${bare.toFixed(1)} s`
  if (!Number.isNaN(worker)) add('CPU of the worker', undefined, '', `${worker.toFixed(1)} s${beside}`)
}

function addSpeed(add: AddFigure, { listings, ms, bare }: { listings: number; ms: number; bare: number }): void {
  const isFast = bare >= FAST_PER_SECOND
  const perSecond = (listings / ms) * 1_000
  const ratio = perSecond / bare
  add(
    `Time for ${listings} offers`,
    listings < LEAST_OFFERS ? undefined : isFast ? ms / 1_000 < MOST_SECONDS : ratio >= LEAST_OF_BARE,
    listings < LEAST_OFFERS
      ? `none for fewer than ${LEAST_OFFERS}`
      : isFast
        ? `under ${MOST_SECONDS} s`
        : `at least ${LEAST_OF_BARE * 100} % of the rate of bare upserts`,
    `${(ms / 1_000).toFixed(1)} s (${perSecond.toFixed(0)}/s; bare upserts ${bare.toFixed(0)}/s, ${(ratio * 100).toFixed(0)} %)`,
  )
}

function addStored(add: AddFigure, { ledger }: JobBoards, stored: readonly Document[]): void {
  const count = ledger.openings.length
  const listings = stored.map(({ listing, doubles }) => [listing, ...doubles.map((double: Document) => double.listing)])
  const { once, lost, twice, mixed, unknown } = compareWithLedger(ledger, listings)
  add(
    'Offers that are stored exactly once',
    once === count && unknown.length === 0,
    `${count}`,
    `${once}, ${twice.length} twice, ${mixed.length} mixed up`,
  )
  add('Offers that were lost', lost.length === 0, '0', String(lost.length))
  for (const { n } of twice.slice(0, SHOWN)) {
    const kept = stored.filter((_offer, at) => listings[at]?.some((listing) => ledger.openingOf(listing) === n))
    console.log(`  twice: ${kept.map(shown).join(' and ')}`)
  }
  for (const { title, company } of lost.slice(0, SHOWN)) console.log(`  lost: ${title}, ${company}`)
}

const shown = ({ listing, title, company, location, contract_type, seniority }: Document) =>
  [listing.source, title, company, location, contract_type, seniority].join(', ')

function addPoliteness(add: AddFigure, { requests }: JobBoards, gapMs: number): void {
  const visits = visitsOf(requests)
  const wrongs = trespasses(visits, gapMs)
  for (const wrong of wrongs) console.log(`  ${wrong}`)
  const gaps = visits.flatMap(({ smallestGapMs }) => smallestGapMs ?? [])
  add(
    'Hosts that got more than their allowance',
    wrongs.length === 0,
    '0',
    `${wrongs.length} (${requests.length} requests to ${visits.length} hosts, one at a time, ${Math.min(...gaps).toFixed(0)} ms apart at least)`,
  )
}
