import type { CleanedOffers } from '../../workflows/clean-job-offers.ts'
import { type SeededOffer, seedOffers } from '../support/job-offers.ts'
import type { CollectStack, CollectWorker } from './collect-stack.ts'
import type { AddFigure } from './figures.ts'
import { runOn } from './operate-stack.ts'
import { most } from './watch-memory.ts'

const DAY_MS = 86_400_000
const TEXT = 'Vous construisez les flux de données avec l’équipe, de la collecte à la mise à disposition, et vous en suivez la qualité. '
const TRADES = ['Data engineer', 'Boulanger', 'Comptable', 'Soudeuse', 'Chef de projet', 'Infirmière', 'Juriste', 'Plombier']
const CITIES = ['Lyon', 'Paris', 'Nantes', 'Lille', 'Toulouse', 'Bordeaux', 'Rennes', 'Grenoble']

/** Cleaning so many offers of a former backend: one of ten a double, one of fifty without address, over, unseen or long closed. */
export async function measureCleaning(stack: CollectStack, worker: CollectWorker, count: number, add: AddFigure): Promise<void> {
  await seedOffers(
    worker.db,
    Array.from({ length: count }, (_, n) => offer(n)),
  )
  const memory = worker.watch()
  const { ms, result, events } = await runOn<CleanedOffers>(stack, worker, 'cleanJobOffers', {})
  const { adopt, normalise, drop, merge, expire, delete: deleted } = result
  const left = await worker.db.collection('job_offers').countDocuments({})
  const isWhole = left === count - drop.dropped - merge.merged - deleted.deleted && normalise.found === count && adopt.found === count
  const counts = `${normalise.normalised} normalised, ${drop.dropped} dropped, ${merge.merged} merged, ${expire.found} closed, ${deleted.deleted} deleted, ${left} left`
  add(`cleaning ${count} offers`, isWhole, 'every count adds up', `${(ms / 1_000).toFixed(0)} s, ${((count / ms) * 1_000).toFixed(0)}/s: ${counts}`)
  add('memory of the worker meanwhile', undefined, '', `${most(memory.end()).toFixed(0)} MiB`)
  add('events of the cleaning run’s history', events < 5_000, 'under 5,000', String(events))
  const again = await runOn<CleanedOffers>(stack, worker, 'cleanJobOffers', {})
  const isIdle = again.result.merge.merged + again.result.drop.found + again.result.normalise.normalised === 0
  add('cleaning the same again', isIdle, 'nothing is left to do', `${(again.ms / 1_000).toFixed(1)} s`)
}

function offer(n: number): SeededOffer {
  const opening = n % 10 === 1 ? n - 1 : n
  const url = `https://site${n % 2}.example/${n}`
  const text = `${TEXT.repeat(5)} Poste ${opening} : ${opening * 7}, ${opening * 11} et ${opening * 13} dossiers par an, avec l’équipe ${opening * 17}.`
  const trade = TRADES[opening % TRADES.length]
  const plain = {
    title: `${trade} n° ${opening} (H/F) - CDI`,
    company: `Société ${opening % 997}`,
    location: CITIES[opening % CITIES.length] ?? null,
    description: text,
    url,
    source_url: url,
    contract_type: null,
  }
  if (n % 50 === 3) return { ...plain, url: null, source_url: null }
  if (n % 50 === 5) return { ...plain, liveness: 'closed', created_at: new Date(Date.now() - 120 * DAY_MS) }
  if (n % 50 === 7) return { ...plain, valid_through: new Date(Date.now() - 2 * DAY_MS).toISOString() }
  if (n % 50 === 9) return { ...plain, last_seen_at: new Date(Date.now() - 40 * DAY_MS) }
  return { ...plain, source: n % 2 === 0 ? 'greenhouse' : 'lever' }
}
