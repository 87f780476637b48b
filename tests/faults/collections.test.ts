import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import type { Db } from 'mongodb'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createCollectionRepository } from '../../core/db/collection-repository.ts'
import { connectDatabase } from '../../core/db/connection.ts'
import { COUNTS, type OfferCounts } from '../../core/domain/collection-rules.ts'
import { collectJobOffersId } from '../../core/temporal/names.ts'
import { startMongodb } from '../../stack/mongodb.ts'
import type { RunningPart } from '../../stack/running-part.ts'
import { startTemporal } from '../../stack/temporal.ts'
import { html, type LocalSite, startLocalSite } from '../support/local-site.ts'
import { endPrograms, startProgram } from '../support/processes.ts'
import { freePort } from '../support/test-stack.ts'

const BOARDS = 24
const OFFERS = 12
/** How long a board takes to answer: enough for things to happen in the middle. */
const ANSWER_MS = 150
/** For how long MongoDB is away. */
const AWAY_MS = 30_000
const TEXT = 'Vos missions : construire des chaînes de données fiables avec une équipe de six personnes. Profil : trois ans, Python et SQL.'
const quiet = { environment: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }, log: () => {} }

let folder: string
let site: LocalSite
let mongodb: RunningPart
let temporal: RunningPart
let ports: { mongodb: number; temporal: number }
const mongodbOf = () => startMongodb({ ...quiet, dataDir: folder, port: ports.mongodb })
const temporalOf = () => startTemporal({ ...quiet, dbFile: join(folder, 'temporal.db'), port: ports.temporal })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-tracker-collecting-'))
  const [a, b] = await Promise.all([freePort(), freePort()])
  ports = { mongodb: a, temporal: b }
  site = await startLocalSite(async (request, response) => {
    await delay(ANSWER_MS)
    const [path = ''] = (request.url ?? '').split('?')
    const [, board = ''] = /^\/v1\/boards\/(\w+)\/jobs$/.exec(path) ?? []
    if (path === '/jobs') return html(listPage())(response)
    if (path.startsWith('/jobs/')) return html(offerPage(path))(response)
    if (board === 'broken') return void response.writeHead(403).end()
    if (board === '') return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jobs: jobsOf(board) }))
  })
  ;[mongodb, temporal] = await Promise.all([mongodbOf(), temporalOf()])
})

afterEach(endPrograms)

afterAll(async () => {
  await Promise.allSettled([mongodb?.stop(), temporal?.stop(), site?.close()])
  await rm(folder, { recursive: true, force: true })
})

const jobsOf = (board: string) =>
  Array.from({ length: OFFERS }, (_, n) => ({
    id: 1_000 + n,
    internal_job_id: 1,
    title: n % 6 === 5 ? 'Boulanger' : `Data engineer équipe ${board} ${n}`,
    company_name: `Société ${board}`,
    absolute_url: `https://jobs.example.com/${board}/${1_000 + n}`,
    location: { name: 'Lyon, France' },
    content: `&lt;p&gt;${board} ${n}. ${TEXT}&lt;/p&gt;`,
    first_published: '2026-11-20T00:00:00Z',
  }))
const listPage = () =>
  `<title>Nos offres</title><h1>Nos offres</h1><ul>${[1, 2, 3, 4].map((n) => `<li><a href="/jobs/data-engineer-${n}">Data engineer ${n}</a></li>`).join('')}</ul>`
const offerPage = (path: string) =>
  `<title>Data engineer</title><script type="application/ld+json">${JSON.stringify({
    '@context': 'https://schema.org',
    '@type': 'JobPosting',
    title: `Data engineer ${path.at(-1)}`,
    description: `<p>${path}. ${TEXT}</p>`,
    datePosted: '2026-11-20',
    hiringOrganization: { '@type': 'Organization', name: 'Page SA' },
    jobLocation: { '@type': 'Place', address: { '@type': 'PostalAddress', addressLocality: 'Lyon', addressCountry: 'FR' } },
  })}</script><h1>Data engineer</h1>`

/** A database and a task queue of their own, over the same boards. */
function worldOf() {
  const name = `faults_${randomUUID().replaceAll('-', '')}`
  const { db, close } = connectDatabase({ uri: mongodb.address, database: name, selectionTimeoutMs: 20_000 })
  const boards = [...Array.from({ length: BOARDS }, (_, n) => `board${n}`), 'broken']
  const environment = {
    MONGODB_URI: mongodb.address,
    DATABASE_NAME: name,
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
    TEMPORAL_TASK_QUEUE: name,
    CRAWL_ALLOW_HOSTS: `127.0.0.1:${site.port}`,
    CRAWL_DELAY_MS: '0',
    DATA_DIR: folder,
    SOURCE_GREENHOUSE_BASE_URL: site.url,
    SOURCE_GREENHOUSE_BOARDS: boards.join(','),
    SOURCE_PAGE_BOARDS: `${site.url}/jobs`,
  }
  return { db, close, taskQueue: name, work: () => startProgram('worker/main.ts', environment) }
}

/** Asks as an operator does; `meanwhile` is given how many pages have been read. */
async function collected(taskQueue: string, db: Db, meanwhile: (untilPages: (count: number) => Promise<void>) => Promise<void> = async () => {}) {
  const connection = await Connection.connect({ address: `127.0.0.1:${ports.temporal}` })
  try {
    const { workflow } = new Client({ connection })
    const args = [{ query: 'data engineer', sources: ['greenhouse', 'page'] }]
    const started = await workflow.start('collectJobOffers', { taskQueue, workflowId: randomUUID(), args })
    const untilPages = async (count: number) => {
      const done = () => db.collection('collection_steps').countDocuments({ outcome: { $ne: null } })
      while ((await done()) < count) await delay(50)
    }
    await meanwhile(untilPages)
    const { collection_id } = (await started.result()) as { collection_id: string }
    const run = await workflow.getHandle(collectJobOffersId(collection_id)).describe()
    return { read: await createCollectionRepository(db).get(undefined, collection_id), run: run.status.name }
  } finally {
    await connection.close()
  }
}

/** What a run came to, without its times. */
async function result(db: Db, read: Awaited<ReturnType<typeof collected>>['read']) {
  const offers = await db
    .collection('job_offers')
    .find({}, { projection: { _id: 0, title: 1, company: 1, url: 1 } })
    .toArray()
  const counts = (of: OfferCounts) => Object.fromEntries(COUNTS.map((name) => [name, of[name]]))
  const sources = read.sources.map(({ source, status, pages_done, pages_total, outcomes, rejections, errors, ...of }) => ({
    ...{ source, status, pages_done, pages_total, outcomes, rejections, errors },
    ...counts(of),
  }))
  return { status: read.status, ...counts(read), sources, offers: offers.map((offer) => JSON.stringify(offer)).sort() }
}

test('the worker killed twice, MongoDB away, Temporal restarted: the same offers and counts as without', async () => {
  const calm = worldOf()
  const calmWorker = await calm.work()
  const expected = await collected(calm.taskQueue, calm.db)
  await calmWorker.end('SIGTERM')
  expect(expected.read).toMatchObject({ status: 'partial', saved: BOARDS * 10 + 4, rejected: BOARDS * 2 })

  const rough = worldOf()
  let worker = await rough.work()
  const actual = await collected(rough.taskQueue, rough.db, async (untilPages) => {
    await untilPages(4)
    await worker.end('SIGKILL')
    worker = await rough.work()
    await untilPages(10)
    process.kill(mongodb.pid, 'SIGKILL')
    await mongodb.exited
    await delay(AWAY_MS)
    mongodb = await mongodbOf()
    await untilPages(15)
    await temporal.stop()
    temporal = await temporalOf()
    await untilPages(20)
    await worker.end('SIGKILL')
    worker = await rough.work()
  })
  expect(actual.run).toBe('COMPLETED')
  expect(await result(rough.db, actual.read)).toEqual(await result(calm.db, expected.read))
  await Promise.all([calm.close(), rough.close()])
}, 300_000)
