import type { Document, WithId } from 'mongodb'
import { companyKey, LIVENESS, offerWords, websiteOf } from '../../domain/job-offer-rules.ts'
import { CONTRACTS, WORK_MODES } from '../../domain/offer-facts.ts'
import { urlProblem } from '../../domain/url-rules.ts'
import type { JobOfferDocument } from '../job-offer-document.ts'
import { type Conversion, reading } from './former-reading.ts'
import { readFormerChoice, readFormerText } from './former-values.ts'
import { JOB_OFFER_SHAPE } from './todays-shapes.ts'

const URL_LENGTH = 2_048
/** Of an offer that tells neither its board nor its address. */
const UNKNOWN_SOURCE = 'former'

/** What a field was called, and is now. */
export const OFFER_SYNONYMS = {
  poste: 'title',
  entreprise: 'company',
  localisation: 'location',
  date: 'posted_at',
  lien: 'url',
  contrat: 'contract_type',
  type_contrat: 'contract_type',
} as const

const readContract = readFormerChoice(CONTRACTS, {
  cdi: 'permanent',
  cdd: 'fixed-term',
  independant: 'freelance',
  interim: 'temporary',
  stage: 'internship',
  alternance: 'apprenticeship',
  apprentissage: 'apprenticeship',
  benevolat: 'volunteer',
})
const readWorkMode = readFormerChoice(WORK_MODES, {
  'sur site': 'on-site',
  presentiel: 'on-site',
  hybride: 'hybrid',
  teletravail: 'remote',
  'a distance': 'remote',
})

const KEPT = ['salary', 'alternative_urls', 'liveness_reason', 'merged_ids', 'version'] as const

/** An offer of the former backend as one of today's catalogue. Only one without a title is none. */
export function convertOffer(stored: WithId<Document>): Conversion<JobOfferDocument> {
  const read = reading(stored)
  const title = read.text(['title', 'poste'])
  if (title === null) return { aside: { field: 'title', reason: 'required_missing' } }

  const url = read.value(['url', 'lien'], readUrl, 'url_refused') ?? null
  const created_at = read.date('created_at') ?? stored._id.getTimestamp()
  const updated_at = read.date('updated_at') ?? created_at
  const company = read.text(['company', 'entreprise'])
  const location = read.text(['location', 'localisation'])
  const skills = read.value(['skills'], readSkills) ?? []
  const document: JobOfferDocument = {
    title,
    company,
    company_key: companyKey(company ?? ''),
    location,
    remote: read.value(['remote'], readWorkMode) ?? null,
    contract_type: read.value(['contract_type', 'type_contrat', 'contrat'], readContract) ?? null,
    seniority: read.text(['seniority']),
    salary: null,
    description: read.text(['description']),
    skills,
    posted_at: read.date('posted_at', 'date') ?? null,
    valid_through: read.date('valid_through') ?? null,
    url,
    alternative_urls: [],
    source: read.text(['source']) ?? websiteOf(url) ?? UNKNOWN_SOURCE,
    source_url: read.value(['source_url'], readUrl, 'url_refused') ?? null,
    liveness: read.value(['liveness'], readFormerChoice(LIVENESS)) ?? 'unknown',
    liveness_reason: null,
    first_seen_at: read.date('first_seen_at') ?? created_at,
    last_seen_at: read.date('last_seen_at') ?? updated_at,
    merged_ids: [],
    words: offerWords({ title, company, location, skills }),
    version: 1,
    created_at,
    updated_at,
    ...read.todays<JobOfferDocument, (typeof KEPT)[number]>(JOB_OFFER_SHAPE, KEPT),
  }
  return { document, former: read.former, problems: read.problems }
}

function readUrl(value: unknown): string | undefined {
  const url = readFormerText(value)
  return url !== undefined && url.length <= URL_LENGTH && urlProblem(url) === undefined ? url : undefined
}

function readSkills(value: unknown): string[] | undefined {
  if (typeof value === 'string')
    return value
      .split(/[,;\n]/)
      .map((skill) => skill.trim())
      .filter((skill) => skill !== '')
  return Array.isArray(value) && value.every((skill) => typeof skill === 'string') ? value : undefined
}
