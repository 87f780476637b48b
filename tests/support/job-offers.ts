import { type Db, ObjectId, type WithId } from 'mongodb'
import { type JobOfferDocument, newJobOfferDocument } from '../../core/db/job-offer-document.ts'
import { NewJobOffer } from '../../core/domain/job-offer.ts'

/** What a test says of an offer; the rest is that of a plain open one. */
export type SeededOffer = Partial<NewJobOffer> & Partial<Pick<JobOfferDocument, 'created_at' | 'first_seen_at' | 'last_seen_at' | 'merged_ids'>>

const BATCH = 5_000

/**
 * Puts offers into the catalogue as collecting does. Without `created_at` each is a millisecond newer than the one before it.
 * @returns their ids, in the order given
 */
export async function seedOffers(db: Db, offers: readonly SeededOffer[]): Promise<string[]> {
  const began = Date.now()
  const documents = offers.map((offer, n) => seededDocument(offer, new Date(began + n)))
  for (let from = 0; from < documents.length; from += BATCH)
    await db.collection<JobOfferDocument>('job_offers').insertMany(documents.slice(from, from + BATCH), { ordered: false })
  return documents.map(({ _id }) => _id.toHexString())
}

function seededDocument(offer: SeededOffer, now: Date): WithId<JobOfferDocument> {
  const _id = new ObjectId()
  const { created_at = now, first_seen_at = created_at, last_seen_at = created_at, merged_ids = [], ...given } = offer
  const url = `https://jobs.example.com/offers/${_id.toHexString()}`
  const facts = NewJobOffer.parse({ ...PLAIN, url, source_url: url, ...given })
  return { ...newJobOfferDocument(_id, facts, created_at), first_seen_at, last_seen_at, merged_ids }
}

const PLAIN: Omit<NewJobOffer, 'url' | 'source_url'> = {
  title: 'Data engineer',
  company: 'Acme',
  location: 'Lyon, France',
  remote: null,
  contract_type: 'permanent',
  seniority: null,
  salary: null,
  description: 'You build the pipelines.',
  skills: [],
  posted_at: null,
  valid_through: null,
  alternative_urls: [],
  source: 'greenhouse',
  liveness: 'open',
  liveness_reason: null,
}
