import { type Collection, ObjectId, type WithId } from 'mongodb'
import type { HiddenOfferDocument } from './job-offer-document.ts'

/** Who knows which companies a user does not want to see. */
export interface BlockedCompanies {
  /** Names as `companyKey` folds them. */
  blockedCompaniesOf(userId: string): Promise<readonly string[]>
}

/** What a user does not want to see: ids of offers, keys of companies. */
export interface Unwanted {
  ids: ReadonlySet<string>
  companies: ReadonlySet<string>
}

/**
 * What the user hid and blocked.
 * @param most of somebody who hid more offers, the oldest of these come back into lists
 */
export async function unwantedBy(
  userId: string,
  hiddenOffers: Collection<HiddenOfferDocument>,
  searches: BlockedCompanies,
  most: number,
): Promise<Unwanted> {
  // Covered by `hidden_offers_by_user`; the offers that came last are what lists begin with.
  const hidden = hiddenOffers.find({ user_id: new ObjectId(userId) }, { projection: { _id: 0, offer_id: 1 } })
  const [ids, companies] = await Promise.all([hidden.sort({ offer_id: -1 }).limit(most).toArray(), searches.blockedCompaniesOf(userId)])
  return { ids: new Set(ids.map(({ offer_id }) => offer_id.toHexString())), companies: new Set(companies) }
}

export const isUnwanted = ({ _id, company_key }: WithId<{ company_key?: string }>, { ids, companies }: Unwanted): boolean =>
  ids.has(_id.toHexString()) || (company_key !== undefined && companies.has(company_key))

export const isNothing = ({ ids, companies }: Unwanted): boolean => ids.size + companies.size === 0
