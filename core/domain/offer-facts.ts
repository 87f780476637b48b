import { z } from 'zod'

/** Where a fact was read: structured data first, then markup, then the readable text. */
export const FACT_ORIGINS = ['json-ld', 'microdata', 'rdfa', 'open-graph', 'text'] as const
export type FactOrigin = (typeof FACT_ORIGINS)[number]

export const Salary = z.object({
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** ISO 4217. */
  currency: z.string().length(3).nullable(),
  period: z.enum(['hour', 'day', 'week', 'month', 'year']).nullable(),
})
export type Salary = z.infer<typeof Salary>

export const WORK_MODES = ['on-site', 'hybrid', 'remote'] as const
export const CONTRACTS = ['permanent', 'fixed-term', 'freelance', 'temporary', 'internship', 'apprenticeship', 'volunteer', 'other'] as const
export const LANGUAGES = ['fr', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** The longest text of an offer, in characters. */
export const MAX_DESCRIPTION_LENGTH = 50_000

/** What facts and description have in common. Null and empty: the page doesn't say. */
export const offerFields = {
  title: z.string().nullable(),
  company: z.string().nullable(),
  location: z.string().nullable(),
  work_mode: z.enum(WORK_MODES).nullable(),
  contract: z.enum(CONTRACTS).nullable(),
  full_time: z.boolean().nullable(),
  salary: Salary.nullable(),
  /** ISO 8601, UTC. */
  valid_through: z.string().nullable(),
  skills: z.array(z.string()),
  /** Of the page's text; French unless it is clearly English. */
  language: z.enum(LANGUAGES),
}

/** What a page says about an offer, read without a model. */
export const OfferFacts = z.object({
  ...offerFields,
  /** ISO 8601, UTC. */
  posted_at: z.string().nullable(),
  /** The offer's own text: plain, paragraphs apart by blank lines, list items led by `- `. */
  text: z.string(),
  /** Which fact was read where. */
  origins: z.record(z.string(), z.enum(FACT_ORIGINS)),
})
export type OfferFacts = z.infer<typeof OfferFacts>
