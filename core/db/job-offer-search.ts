import type { Document } from 'mongodb'
import type { NewJobOffer } from '../domain/job-offer.ts'
import { FIELD_WORDS } from '../domain/text-rules.ts'
import { fieldConditions, type wordConditions } from './word-search.ts'

export interface JobOfferFilter {
  /** Words of title, company or skills. */
  keywords?: string | undefined
  location?: string | undefined
  company?: string | undefined
  contract_type?: NonNullable<NewJobOffer['contract_type']> | undefined
  remote?: NonNullable<NewJobOffer['remote']> | undefined
  source?: string | undefined
  liveness?: NewJobOffer['liveness'] | undefined
  /** The earliest `posted_at`, ISO 8601. */
  posted_after?: string | undefined
}

/** What a filter asks for, as MongoDB takes it. */
export interface JobOfferSearch {
  words: ReturnType<typeof wordConditions>
  exact: Document
}

/** What a filter asks for; undefined when a text has signs only, which no word begins with: that finds nothing. */
export function searchOf(filter: JobOfferFilter): JobOfferSearch | undefined {
  const { keywords, location, company, contract_type, remote, source, liveness, posted_after } = filter
  const words = fieldConditions('words', [keywords, ''], [location, FIELD_WORDS.location], [company, FIELD_WORDS.company])
  if (words === undefined) return undefined
  const exact = {
    ...(contract_type && { contract_type }),
    ...(remote && { remote }),
    ...(source && { source }),
    ...(liveness && { liveness }),
    ...(posted_after && { posted_at: { $gte: new Date(posted_after) } }),
  }
  return { words, exact }
}
