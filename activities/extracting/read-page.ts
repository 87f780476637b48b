import type { NewPage } from '../../core/db/page-repository.ts'
import type { OfferFacts } from '../../core/domain/offer-facts.ts'
import type { DecidedKind } from './kind.ts'
import { readOffers } from './read-offers.ts'

/**
 * What a page is and, for an offer, what it says. What the page doesn't say stays null. Pure: nothing is fetched or run, and
 * time and memory are bounded.
 * @param now an offer whose end has passed is gone where the page says so, too
 */
export function readPage(page: NewPage, now = new Date()): { kind: DecidedKind; facts: OfferFacts | null } {
  const { kind, offers } = readOffers(page, now)
  if (kind === 'offer') return { kind, facts: offers[0] ?? null }
  return { kind: kind === 'list' ? 'not_an_offer' : kind, facts: null }
}
