import { z } from 'zod'
import { CONTRACTS, LANGUAGES, Salary, WORK_MODES } from './offer-facts.ts'

/** How senior an offer wants its candidates. */
export const SENIORITY_LEVELS = ['internship', 'junior', 'mid', 'senior', 'lead', 'director', 'executive'] as const

/** Years of experience that are asked for; the same number twice where the page says one. */
export const ExperienceYears = z.object({ min: z.number().nullable(), max: z.number().nullable() })
export type ExperienceYears = z.infer<typeof ExperienceYears>

/** To whom one applies, as far as the page says it. */
export const OfferContact = z.object({
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  url: z.string().nullable(),
})
export type OfferContact = z.infer<typeof OfferContact>

/**
 * What a language model answers about a page, or about a part of a long one: the shape of its strict structured output. Nullable and never
 * optional, without limits of length: strict mode wants every key, and servers refuse keywords that they don't know. Nothing of it is believed
 * before it was compared with the page (activities/describing/model/checked-answer.ts).
 */
export const DescribedOffer = z.object({
  /** False for home pages, lists of offers, articles: the rest is then null and empty. */
  is_offer: z.boolean(),
  /** Of the page; what the model writes is in it. */
  language: z.enum(LANGUAGES),
  title: z.string().nullable(),
  company: z.string().nullable(),
  location: z.string().nullable(),
  /** Two to four sentences: what the job is, and where. */
  summary: z.string().nullable(),
  missions: z.array(z.string()),
  skills_required: z.array(z.string()),
  skills_wished: z.array(z.string()),
  perks: z.array(z.string()),
  work_mode: z.enum(WORK_MODES).nullable(),
  contract: z.enum(CONTRACTS).nullable(),
  full_time: z.boolean().nullable(),
  salary: z.object({ ...Salary.shape, currency: z.string().nullable() }).nullable(),
  seniority: z.enum(SENIORITY_LEVELS).nullable(),
  experience_years: ExperienceYears.nullable(),
  /** Languages that are asked for, as the page names them: `anglais courant`. */
  languages: z.array(z.string()),
  contact: OfferContact.nullable(),
  /** YYYY-MM-DD. */
  application_deadline: z.string().nullable(),
})
export type DescribedOffer = z.infer<typeof DescribedOffer>

/** What a model read beside the facts, each field compared with the page, and what made it. */
export const ModelReading = z.object({
  summary: z.string().nullable(),
  missions: z.array(z.string()),
  skills_wished: z.array(z.string()),
  perks: z.array(z.string()),
  seniority: z.enum(SENIORITY_LEVELS).nullable(),
  experience_years: ExperienceYears.nullable(),
  languages: z.array(z.string()),
  contact: OfferContact.nullable(),
  model: z.string(),
  /** `describe-offer/1`: the name and version of the prompt's file. */
  prompt_version: z.string(),
  /** Fields of the answer that the page doesn't bear out, and so were dropped; a list's name as often as it lost an item. */
  dropped: z.array(z.string()),
  /** How much of the page's text the model was not given because it was too long: in tokens. */
  left_out_tokens: z.number(),
})
export type ModelReading = z.infer<typeof ModelReading>
