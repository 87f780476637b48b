import type { ReadOffer } from '../../../activities/extracting/read-offer.ts'
import type { PageReading } from '../../../activities/extracting/read-offers.ts'
import type { FactOrigin } from '../../../core/domain/offer-facts.ts'

/** What should be read of one offer. What is left out says nothing: null, or an empty list. */
export interface ExpectedOffer extends Partial<Omit<ReadOffer, 'text' | 'origins'>> {
  /** How its text begins and ends, and what may not be in it; left out: there is none. */
  text?: { starts: string; ends: string; lacks?: string[] }
  /** Where its fields are read, and which of them elsewhere. */
  origin: FactOrigin
  origins?: Partial<Record<string, FactOrigin>>
}

export interface ExpectedPage {
  kind: PageReading['kind']
  /** Left out: it is where the kind is `gone`. */
  isClosed?: boolean
  offers?: ExpectedOffer[]
  links?: string[]
  next?: string
}

/** A page, and what should be read on it. */
export interface EvalPage {
  name: string
  /** The address that answered. */
  url: string
  html: string
  expected: ExpectedPage
}

/** The time of the eval: pages say what is over by it. */
export const NOW = new Date('2026-11-23T12:00:00Z')
