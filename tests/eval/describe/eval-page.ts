import type { Language, OfferFacts, Salary } from '../../../core/domain/offer-facts.ts'

/** What a reader of the page would write down. What is left out the page does not say: whoever answers it has invented it. */
export interface ExpectedFacts {
  title: string
  company?: string | null
  /** Each of them is named, whatever stands around it. */
  location?: string | string[]
  contract?: NonNullable<OfferFacts['contract']>
  full_time?: boolean
  work_mode?: NonNullable<OfferFacts['work_mode']>
  salary?: Salary
  seniority?: string
  /** The least, or from and to. 0: beginners are welcome. */
  years_of_experience?: number | [from: number, to: number]
  /** Named as such on the page, required or wished. */
  skills?: string[]
  /** That the candidate is to speak: ISO 639-1. */
  languages?: string[]
  /** A day, in UTC. */
  valid_through?: string
  /** An e-mail address. */
  contact?: string
  language: Language
}

/** How a page says what it says. */
export const FORMS = ['ats', 'json-ld', 'microdata', 'rdfa', 'open-graph', 'plain', 'table', 'bad-markup', 'agency', 'long'] as const

/** A page as it could stand on the web, and what it says. */
export interface DescribePage {
  name: string
  url: string
  form: (typeof FORMS)[number]
  html: string
  expected: ExpectedFacts
}

/** The time of the eval. */
export const NOW = new Date('2026-11-23T12:00:00Z')
