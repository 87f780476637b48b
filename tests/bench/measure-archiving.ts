import { type Db, type Document, ObjectId } from 'mongodb'
import { ARCHIVABLE_STATUSES } from '../../core/domain/application-rules.ts'
import type { ArchivedApplications } from '../../workflows/archive-old-applications.ts'
import type { CollectStack, CollectWorker } from './collect-stack.ts'
import { benchApplication } from './documents.ts'
import type { AddFigure } from './figures.ts'
import { runOn } from './operate-stack.ts'
import { growthOf, most } from './watch-memory.ts'

const LOADING_MS = 10 * 60_000
const BATCH = 1_000
/** As many as archiving changes at once. */
const CHUNK = 100
const DAY_MS = 86_400_000

/** Archiving a tenth of so many applications, beside a bare updateMany over as many others in batches of the same size. */
export async function measureArchiving(stack: CollectStack, worker: CollectWorker, wanted: number, add: AddFigure): Promise<void> {
  const { loaded, old, seconds } = await load(worker.db, wanted)
  const fewer = loaded < wanted ? `, fewer than ${wanted}: this server had no more in 10 minutes` : ''
  console.log(`Loaded ${loaded} applications in ${seconds.toFixed(0)} s${fewer}; ${old} are old.`)

  const memory = worker.watch()
  const { ms, result, events } = await runOn<ArchivedApplications>(stack, worker, 'archiveOldApplications', {})
  const samples = memory.end()
  const rate = (result.archived / ms) * 1_000
  const there = await worker.db.collection('applications').countDocuments({ archived_by: result.run_id })
  add('applications archived', result.archived === old && there === old && result.left === 0, `${old}, each once`, `${result.archived} of ${loaded}`)

  const bare = await bareUpdatesPerSecond(worker.db, old)
  const share = rate / bare
  add(
    'rate beside a bare updateMany',
    share >= 0.7,
    'at least 70 %',
    `${(share * 100).toFixed(0)} % (${rate.toFixed(0)}/s, bare ${bare.toFixed(0)}/s)`,
  )
  const flat = growthOf(samples)
  add(
    'memory of the worker meanwhile',
    most(samples) < 300 && flat < 1.25,
    'flat, under 300 MiB',
    `${most(samples).toFixed(0)} MiB, last third ${flat.toFixed(2)} times the first`,
  )
  add('events of the run’s history', events < 5_000, 'under 5,000', String(events))
}

/** Applications of a hundred a user, every tenth of them to be archived, and as many that a bare update will take. */
async function load(db: Db, wanted: number) {
  const began = performance.now()
  const applications = db.client.db(db.databaseName, { writeConcern: { w: 1 } }).collection('applications')
  let [loaded, old, user] = [0, 0, new ObjectId()]
  while (loaded < wanted && performance.now() - began < LOADING_MS) {
    const batch = Array.from({ length: Math.min(BATCH, wanted - loaded) }, (_, n): Document => {
      if (n % 100 === 0) user = new ObjectId()
      const days = n % 10 === 0 ? 60 : 20
      const status = n % 10 < 2 ? ARCHIVABLE_STATUSES[Math.floor(n / 10) % 2] : 'Entretien'
      return { ...benchApplication(String(user), loaded + n), status, archived: false, application_date: new Date(Date.now() - days * DAY_MS) }
    })
    await applications.insertMany(batch, { ordered: false })
    loaded += batch.length
    old += batch.filter((_, n) => n % 10 === 0).length
    if (loaded % (50 * BATCH) === 0) console.log(`${loaded} after ${((performance.now() - began) / 1_000).toFixed(0)} s`)
  }
  return { loaded, old, seconds: (performance.now() - began) / 1_000 }
}

/** How many applications a second nothing but updateMany archives: others that are not archived, by their ids, as many at once. */
async function bareUpdatesPerSecond(db: Db, count: number): Promise<number> {
  const applications = db.collection('applications')
  const ids = (
    await applications
      .find({ status: 'Entretien', archived: false }, { projection: { _id: 1 } })
      .limit(count)
      .toArray()
  ).map(({ _id }) => _id)
  const now = new Date()
  const change = { $set: { archived: true, archived_by: ['bare', 'bare'], updated_at: now }, $inc: { version: 1 } }
  const began = performance.now()
  for (let from = 0; from < ids.length; from += CHUNK) await applications.updateMany({ _id: { $in: ids.slice(from, from + CHUNK) } }, change)
  return (ids.length / (performance.now() - began)) * 1_000
}
