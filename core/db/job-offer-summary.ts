import type { Collection } from 'mongodb'
import type { JobOfferSummary } from '../domain/job-offer.ts'
import { cityOf, websiteOf } from '../domain/job-offer-rules.ts'
import { folded } from '../domain/text-rules.ts'
import type { JobOfferDocument } from './job-offer-document.ts'

const REMEMBERED_MS = 60_000
const MAX_TIME_MS = 10_000
const NEWEST = 10_000
/** Small batches, so that other requests are answered between them. */
const BATCH = 1_000
const TOP = 10

/** The catalogue in figures. */
export function createJobOfferSummary(offers: Collection<JobOfferDocument>, newest = NEWEST) {
  let remembered: { until: number; summary: Promise<JobOfferSummary> } | undefined

  async function tops() {
    const [websites, companies, cities] = [createTally(), createTally(), createTally()]
    const projection = { _id: 0, url: 1, company: 1, location: 1 }
    const read = offers.find({}, { projection, batchSize: BATCH, maxTimeMS: MAX_TIME_MS }).sort({ created_at: -1, _id: -1 }).limit(newest)
    for await (const { url, company, location } of read) {
      websites.add(websiteOf(url))
      companies.add(company)
      cities.add(cityOf(location))
    }
    return { top_websites: websites.top(), top_companies: companies.top(), top_cities: cities.top() }
  }

  async function summarise(): Promise<JobOfferSummary> {
    const [total_offers, lists] = await Promise.all([offers.estimatedDocumentCount({ maxTimeMS: MAX_TIME_MS }), tops()])
    return { total_offers, ...lists }
  }

  return {
    /** All offers counted, and the ten most frequent sites, companies and cities of the newest 10,000. Computed once a minute at most. */
    async summary(now: Date): Promise<JobOfferSummary> {
      if (remembered === undefined || now.getTime() >= remembered.until) {
        const summary = summarise()
        const current = { until: now.getTime() + REMEMBERED_MS, summary }
        remembered = current
        summary.catch(() => {
          if (remembered === current) remembered = undefined
        })
      }
      return remembered.summary
    },
  }
}

/** Counts names regardless of case and accents; the spelling met first stays. */
function createTally() {
  const counts = new Map<string, { _id: string; count: number }>()
  return {
    add(name: string | null): void {
      const key = folded(name ?? '').trim()
      if (name === null || key === '') return
      const known = counts.get(key)
      if (known === undefined) counts.set(key, { _id: name.trim(), count: 1 })
      else known.count++
    },
    top: () => [...counts.values()].sort((a, b) => b.count - a.count || (a._id < b._id ? -1 : 1)).slice(0, TOP),
  }
}
