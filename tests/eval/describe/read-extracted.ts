import { readPage } from '../../../activities/extracting/read-page.ts'
import { OfferFacts } from '../../../core/domain/offer-facts.ts'
import { type Comparison, compare, type Reading } from './compare.ts'
import { type DescribePage, NOW } from './eval-page.ts'

/** A page's facts as describing is given them; null when it was not taken for an offer. */
export function extractedFacts({ url, html }: Pick<DescribePage, 'url' | 'html'>): OfferFacts | null {
  const { kind, facts } = readPage({ url, finalUrl: url, via: 'http', html }, NOW)
  return kind === 'offer' ? OfferFacts.parse(facts) : null
}

const NOTHING: Reading = Object.fromEntries(Object.keys(OfferFacts.shape).map((field) => [field, null]))

/** What extraction alone reads, field by field of those that the facts' schema knows; of a page that is taken for no offer, all is missing. */
export const compareExtracted = (page: DescribePage): Comparison[] => compare(page, { ...(extractedFacts(page) ?? NOTHING) })
