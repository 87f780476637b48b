import type { ListedFacts, OfferPrint } from '../../../core/domain/collected-offer.ts'
import { companyMatchKey } from '../../../core/domain/company-rules.ts'

/** What tells doubles of an offer, small enough to be compared with thousands of others. */
export function printOf({ company }: Pick<ListedFacts, 'company' | 'title' | 'location' | 'description'>): OfferPrint {
  return { keys: [`company:${companyMatchKey(company)}`], sketch: null, size: 0 }
}
