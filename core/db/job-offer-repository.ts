import { type Db, ObjectId } from 'mongodb'
import type { JobOffer } from '../domain/job-offer.ts'
import { found } from '../errors.ts'
import { isDuplicateKey } from './duplicate-key.ts'
import { answeredOffer, CATALOGUED, type HiddenOfferDocument, type JobOfferDocument } from './job-offer-document.ts'
import { createJobOfferLists } from './job-offer-lists.ts'
import { createJobOfferSummary } from './job-offer-summary.ts'
import type { BlockedCompanies } from './unwanted-offers.ts'

/** An offer, the version that its ETag names, and the ids that were merged into it. */
export interface FoundOffer {
  offer: JobOffer
  version: number
  mergedIds: string[]
}

export type JobOfferRepository = ReturnType<typeof createJobOfferRepository>

/** The catalogue that all users share. The id of a merged offer stands for the one that stayed. */
export function createJobOfferRepository(db: Db, searches: BlockedCompanies) {
  const offers = db.collection<JobOfferDocument>('job_offers')
  const hiddenOffers = db.collection<HiddenOfferDocument>('hidden_offers')

  /** @throws AppError not_found */
  async function find(id: string) {
    const _id = new ObjectId(id)
    const options = { projection: { ...CATALOGUED, words: 0 } } as const
    return found((await offers.findOne({ _id }, options)) ?? (await offers.findOne({ merged_ids: _id }, options)), 'job_offer')
  }

  return {
    async get(id: string): Promise<FoundOffer> {
      const stored = await find(id)
      return { offer: answeredOffer(stored), version: stored.version, mergedIds: stored.merged_ids.map(String) }
    },

    /** Leaves the offer out of what the user lists and counts, for good. Twice is like once. */
    async hide(userId: string, id: string, now: Date): Promise<void> {
      const hidden = { user_id: new ObjectId(userId), offer_id: (await find(id))._id }
      try {
        await hiddenOffers.updateOne(hidden, { $setOnInsert: { hidden_at: now } }, { upsert: true })
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
      }
    },

    /** Deletes the offer for everybody. Applications keep what they took from it, its id included. */
    async purge(id: string): Promise<void> {
      const { _id } = await find(id)
      await offers.deleteOne({ _id })
      await hiddenOffers.deleteMany({ offer_id: _id })
    },

    ...createJobOfferLists(offers, hiddenOffers, searches),
    ...createJobOfferSummary(offers),
  }
}
