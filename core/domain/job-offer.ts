import { z } from 'zod'
import { AnsweredInstant, Id } from './fields.ts'
import { LIVENESS } from './job-offer-rules.ts'
import { CONTRACTS, Salary, WORK_MODES } from './offer-facts.ts'

export const Liveness = z.enum(LIVENESS).meta({ id: 'Liveness' })
export const Contract = z.enum(CONTRACTS).meta({ id: 'Contract' })
export const WorkMode = z.enum(WORK_MODES).meta({ id: 'WorkMode' })

const facts = {
  title: z.string(),
  company: z.string().nullable(),
  location: z.string().nullable(),
  remote: WorkMode.nullable(),
  contract_type: Contract.nullable(),
  seniority: z.string().nullable(),
  salary: Salary.meta({ id: 'Salary' }).nullable(),
  /** Plain text. */
  description: z.string().nullable(),
  skills: z.array(z.string()),
  posted_at: AnsweredInstant.nullable(),
  valid_through: AnsweredInstant.nullable(),
  url: z.string().nullable(),
  /** Where else the same offer is. */
  alternative_urls: z.array(z.string()),
  /** The board, by its name here: `greenhouse`. */
  source: z.string(),
  source_url: z.string().nullable(),
  liveness: Liveness,
}

/** An offer as it enters the catalogue. Its address is http(s) without credentials; instants are ISO 8601. */
export const NewJobOffer = z.object({
  ...facts,
  /** Why it is closed: a code. */
  liveness_reason: z.string().nullable(),
})
export type NewJobOffer = z.infer<typeof NewJobOffer>

/** An offer as it is answered, in both vocabularies. */
export const JobOffer = z
  .object({
    _id: Id,
    id: Id,
    ...facts,
    first_seen_at: AnsweredInstant,
    last_seen_at: AnsweredInstant,
    created_at: AnsweredInstant,
    updated_at: AnsweredInstant,
    poste: z.string().meta({ description: '`title` under its former name' }),
    entreprise: z.string().nullable().meta({ description: '`company` under its former name' }),
    localisation: z.string().nullable().meta({ description: '`location` under its former name' }),
    date: AnsweredInstant.nullable().meta({ description: '`posted_at` under its former name' }),
  })
  .meta({ id: 'JobOffer' })
export type JobOffer = z.infer<typeof JobOffer>

const Top = z.array(z.object({ _id: z.string(), count: z.int() }))

/** The catalogue in figures. */
export const JobOfferSummary = z
  .object({
    total_offers: z.int(),
    top_websites: Top.meta({ description: 'Hosts without `www.`' }),
    top_companies: Top,
    top_cities: Top,
  })
  .meta({
    id: 'JobOfferSummary',
    example: {
      total_offers: 1_250,
      top_websites: [{ _id: 'jobs.example.com', count: 420 }],
      top_companies: [{ _id: 'Acme', count: 12 }],
      top_cities: [{ _id: 'Lyon', count: 310 }],
    },
  })
export type JobOfferSummary = z.infer<typeof JobOfferSummary>
