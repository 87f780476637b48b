import { z } from 'zod'
import { DOUBLE_REASONS } from './collected-offer.ts'
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
  .meta({
    id: 'JobOffer',
    example: {
      _id: '6560f0c2a7b4c1d2e3f40541',
      id: '6560f0c2a7b4c1d2e3f40541',
      title: 'Data engineer',
      company: 'Acme',
      location: 'Lyon',
      remote: 'hybrid',
      contract_type: 'permanent',
      seniority: null,
      salary: { min: 45_000, max: 55_000, currency: 'EUR', period: 'year' },
      description: 'Construire des chaînes de données fiables.',
      skills: ['Python', 'SQL'],
      posted_at: '2026-11-20T00:00:00.000Z',
      valid_through: null,
      url: 'https://jobs.example.com/offers/42',
      alternative_urls: [],
      source: 'greenhouse',
      source_url: 'https://boards.example.com/acme/42',
      liveness: 'open',
      first_seen_at: '2026-11-20T05:00:00.000Z',
      last_seen_at: '2026-11-23T05:00:00.000Z',
      created_at: '2026-11-20T05:00:00.000Z',
      updated_at: '2026-11-23T05:00:00.000Z',
      poste: 'Data engineer',
      entreprise: 'Acme',
      localisation: 'Lyon',
      date: '2026-11-20T00:00:00.000Z',
    },
  })
export type JobOffer = z.infer<typeof JobOffer>

/** One listing of an offer, as admins see it. */
export const JobOfferListing = z
  .object({
    source: z.string(),
    native_id: z.string().nullable().meta({ description: 'As the source counts its offers' }),
    url: z.string().nullable(),
    keys: z.array(z.string()).meta({ description: 'What no other offer’s listing has: by them it is known again' }),
    title: z.string(),
    company: z.string().nullable(),
    location: z.string().nullable(),
    reason: z.enum(DOUBLE_REASONS).nullable().meta({ description: 'Why it is the same opening; null of the first, whose word counts' }),
    score: z.number().nullable().meta({ description: 'How sure that is, 0 to 1' }),
    merged_at: AnsweredInstant.nullable(),
    separable: z.boolean().meta({ description: 'Whether `not-a-double` with its `url` makes an offer of its own of it' }),
  })
  .meta({
    id: 'JobOfferListing',
    example: {
      source: 'page',
      native_id: null,
      url: 'https://jobs.example.com/offers/42',
      keys: ['url:https://jobs.example.com/offers/42'],
      title: 'Data engineer (H/F)',
      company: 'Acme',
      location: 'Lyon',
      reason: 'title_and_place',
      score: 0.8,
      merged_at: '2026-11-23T05:00:00.000Z',
      separable: true,
    },
  })
export type JobOfferListing = z.infer<typeof JobOfferListing>

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
