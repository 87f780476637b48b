import type { CollectedOffer } from '../../../core/domain/collected-offer.ts'
import type { Rejection } from '../../../core/domain/collection-rules.ts'
import { listingKeys } from '../../../core/domain/listing-rules.ts'
import { MAX_DESCRIPTION_LENGTH } from '../../../core/domain/offer-facts.ts'
import type { SourceName } from '../../../core/domain/sources.ts'
import { capped } from '../../../core/domain/text-rules.ts'
import { readTextContract } from '../../extracting/contract.ts'
import { readLanguage } from '../../extracting/language.ts'
import { readRichText } from '../../extracting/plain-text.ts'
import { readSkills } from '../../extracting/skills.ts'
import { readWorkModeText } from '../../extracting/work-mode.ts'
import type { RawOffer } from '../raw-offer.ts'
import { readAddresses, readListingUrl, readSourcePage } from './addresses.ts'
import { readCompany } from './company.ts'
import { contentHash } from './content-hash.ts'
import { readSourceContract } from './contract.ts'
import { readCoordinates } from './coordinates.ts'
import { readPostedAt, readValidThrough } from './dates.ts'
import { readLiveness } from './liveness.ts'
import { readLocation } from './location.ts'
import { createOrigins } from './origins.ts'
import { readSalary } from './salary.ts'
import { readSaidSeniority, readTitleSeniority } from './seniority.ts'
import { readTitle } from './title.ts'
import { readWorkMode } from './work-mode.ts'

/** Longer ones are no value of a field. */
const MAX_PHRASE = 200

export interface NormaliseContext {
  source: SourceName
  /** The page that the offer was read from; null where that is an API, whose address is none for people. */
  sourceUrl: string | null
  now: Date
}

/**
 * An offer as the catalogue keeps it, from what a source says in its own words: each field by one pure function of this folder. What
 * the source leaves out is read from title, places and text where these say it outright; `origins` says which.
 * An offer whose end has passed comes back closed: matching leaves it out, an import keeps it.
 */
export function normalise(raw: RawOffer, { source, sourceUrl, now }: NormaliseContext): CollectedOffer | { rejected: Rejection } {
  if (!raw.listed) return { rejected: 'unlisted' }
  const { url, others } = readAddresses(raw.url, raw.otherUrls, sourceUrl)
  if (url === null) return { rejected: 'no_url' }
  const company = readCompany(raw.company)
  const places = readLocation(raw.locations)
  const title = readTitle(raw.title, { company, places: places.names })
  if (title === null) return { rejected: 'no_title' }

  const { origins, take } = createOrigins(source, raw.origins)
  const description = capped(readRichText(raw.html ?? raw.text ?? ''), MAX_DESCRIPTION_LENGTH) || null
  const text = description ?? ''
  const language = readLanguage(`${title.text}\n${text}`)
  const dates = { now, dayFirst: language === 'fr' }
  // TEMPORARY stands for any contract that ends, CDD for the one that apprentices have: the title may say which.
  const said = readSourceContract(raw.contract)
  const titleTells = said === 'temporary' || (said === 'fixed-term' && (title.contract === 'apprenticeship' || title.contract === 'internship'))
  const contract = take(
    'contract_type',
    ['said', titleTells ? null : said],
    ['title', title.contract],
    ['said', said],
    ['text', readTextContract(text)],
  )
  const validThrough = take('valid_through', ['said', readValidThrough(raw.validThrough, dates)])
  const listingUrl = readListingUrl(url, raw.identity)
  const place = places.place ?? (places.location === null ? title.place : null)

  return {
    title: take('title', ['said', title.text]) ?? title.text,
    company: take('company', ['said', company]),
    location: take('location', ['said', places.location], ['title', title.place?.name ?? null]),
    remote: take(
      'remote',
      ['said', readWorkMode(typeof raw.workMode === 'string' ? raw.workMode.slice(0, MAX_PHRASE) : raw.workMode)],
      ['locations', places.workMode],
      ['title', title.workMode],
      ['text', readWorkModeText(text)],
    ),
    contract_type: contract,
    seniority: take(
      'seniority',
      ['title', readTitleSeniority(title.said, contract)],
      ['said', readSaidSeniority(raw.seniority?.slice(0, MAX_PHRASE) ?? '')],
    ),
    salary: take('salary', ['said', readSalary(raw.salary)], ['title', title.salary]),
    description: take('description', ['said', description]),
    skills: take('skills', ['said', readSkills([...raw.skills])]) ?? [],
    posted_at: take('posted_at', ['said', readPostedAt(raw.postedAt, dates)]),
    valid_through: validThrough,
    url,
    alternative_urls: others,
    source,
    source_url: readSourcePage(sourceUrl, url),
    ...readLiveness(validThrough, now),
    listing: {
      source,
      native_id: raw.nativeId,
      url: listingUrl,
      keys: listingKeys({ source, nativeId: raw.nativeId, url: listingUrl }),
      content_hash: contentHash(raw),
    },
    coordinates: take('coordinates', ['said', readCoordinates(raw.coordinates)], ['gazetteer', place?.coordinates ?? null]),
    language,
    origins,
  }
}
