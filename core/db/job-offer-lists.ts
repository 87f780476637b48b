import { type Collection, type Document, type Filter, ObjectId, type WithId } from 'mongodb'
import type { JobOffer, NewJobOffer } from '../domain/job-offer.ts'
import { FIELD_WORDS } from '../domain/job-offer-rules.ts'
import { type AnswerableOffer, answeredOffer, type HiddenOfferDocument, type JobOfferDocument, UNANSWERED } from './job-offer-document.ts'
import { afterCondition, type PageEnd, pageOf } from './keyset-paging.ts'
import { MAX_CANDIDATES, wordConditions, wordSearchStages } from './word-search.ts'

export interface JobOfferFilter {
  /** Words of title, company or skills. */
  keywords?: string | undefined
  location?: string | undefined
  company?: string | undefined
  contract_type?: NonNullable<NewJobOffer['contract_type']> | undefined
  remote?: NonNullable<NewJobOffer['remote']> | undefined
  source?: string | undefined
  liveness?: NewJobOffer['liveness'] | undefined
  /** The earliest `posted_at`, ISO 8601. */
  posted_after?: string | undefined
}

export interface JobOfferPage {
  offers: JobOffer[]
  /** Undefined on the last page. */
  end: PageEnd | undefined
  /** The word search stopped at 10,000 candidates. */
  stoppedEarly: boolean
}

export interface JobOfferCount {
  total: number
  /** There are more than `total`. */
  capped: boolean
  stoppedEarly: boolean
}

/** Who knows which companies a user does not want to see. */
export interface BlockedCompanies {
  /** Names as `companyKey` folds them. */
  blockedCompaniesOf(userId: string): Promise<readonly string[]>
}

/** What a user does not want to see. */
interface Unwanted {
  ids: readonly ObjectId[]
  companies: readonly string[]
}

const MAX_TIME_MS = 2_000
/** `hidden`: of somebody who hid more, the oldest of the hidden offers come back into lists. */
const BOUNDS = { candidates: MAX_CANDIDATES, count: 10_000, hidden: 10_000 }
const NEWEST_FIRST = { created_at: -1, _id: -1 } as const
/** True of every offer: then an index counts them, and no document is read. */
const ANY = { created_at: { $gt: new Date(0) } }

/** Lists and counts of the catalogue, without what the user hid and the companies the user blocked. */
export function createJobOfferLists(
  offers: Collection<JobOfferDocument>,
  hiddenOffers: Collection<HiddenOfferDocument>,
  searches: BlockedCompanies,
  bounds = BOUNDS,
) {
  const options = { maxTimeMS: MAX_TIME_MS }

  async function unwantedBy(userId: string): Promise<Unwanted> {
    // Covered by `hidden_offers_by_user`; the offers that came last are what lists begin with.
    const hidden = hiddenOffers.find({ user_id: new ObjectId(userId) }, { projection: { _id: 0, offer_id: 1 } })
    const [ids, companies] = await Promise.all([
      hidden
        .sort({ offer_id: -1 })
        .limit(bounds.hidden)
        .map(({ offer_id }) => offer_id)
        .toArray(),
      searches.blockedCompaniesOf(userId),
    ])
    return { ids, companies }
  }

  const counted = async (stages: Document[]) => (await offers.aggregate<{ n: number }>([...stages, { $count: 'n' }], options).toArray())[0]?.n ?? 0

  const stoppedEarly = async (candidates: Document) => (await counted([candidates, { $limit: bounds.candidates + 1 }])) > bounds.candidates

  return {
    /** At most `limit` offers, newest first, after `start` or, without it, after the first `skip`. */
    async list(userId: string, filter: JobOfferFilter, start: PageEnd | undefined, skip: number, limit: number): Promise<JobOfferPage> {
      const words = wordsOf(filter)
      if (words === undefined) return { offers: [], end: undefined, stoppedEarly: false }
      const after = start === undefined ? {} : afterCondition('created_at', true, new Date(start.value), start.id)

      const read = async (unwanted: Document) => {
        const where = { ...exactConditions(filter), ...unwanted }
        if (words.length === 0) {
          const query = offers.find<AnswerableOffer>({ ...where, ...after } as Filter<JobOfferDocument>, { ...options, projection: UNANSWERED })
          const found = await query
            .sort(NEWEST_FIRST)
            .skip(skip)
            .limit(limit + 1)
            .toArray()
          return { found, stoppedEarly: false }
        }
        const matching = wordSearchStages({}, words, where, bounds.candidates)
        const page = [{ $match: after }, { $sort: NEWEST_FIRST }, { $skip: skip }, { $limit: limit + 1 }, { $project: UNANSWERED }]
        const [found, stopped] = await Promise.all([
          offers.aggregate<WithId<AnswerableOffer>>([...matching, ...page], options).toArray(),
          stoppedEarly(matching[0] ?? {}),
        ])
        return { found, stoppedEarly: stopped }
      }

      // One round trip for most: what is unwanted is seldom on the page.
      const [unwanted, first] = await Promise.all([unwantedBy(userId), read({})])
      const holds = skip === 0 ? !first.found.some(among(unwanted)) : isNothing(unwanted)
      const page = holds ? first : await read(without(unwanted))
      const { shown, end } = pageOf(page.found, 'created_at', limit)
      return { offers: shown.map(answeredOffer), end, stoppedEarly: page.stoppedEarly }
    },

    /** How many offers the filter has, as far as 10,000. */
    async count(userId: string, filter: JobOfferFilter): Promise<JobOfferCount> {
      const words = wordsOf(filter)
      if (words === undefined) return { total: 0, capped: false, stoppedEarly: false }
      const exact = exactConditions(filter)
      const unwanted = without(await unwantedBy(userId))
      const matching =
        words.length > 0
          ? wordSearchStages({}, words, { ...exact, ...unwanted }, bounds.candidates)
          : [{ $match: { ...(isEmpty(exact) ? ANY : exact), ...unwanted } }]
      const [n, stopped] = await Promise.all([
        counted([...matching, { $limit: bounds.count + 1 }]),
        words.length > 0 && stoppedEarly(matching[0] ?? {}),
      ])
      return { total: Math.min(n, bounds.count), capped: n > bounds.count, stoppedEarly: stopped }
    },
  }
}

/** The conditions of the word search; undefined when a text has signs only, which no word begins with. */
function wordsOf({ keywords, location, company }: JobOfferFilter) {
  const texts: [string | undefined, string][] = [
    [keywords, ''],
    [location, FIELD_WORDS.location],
    [company, FIELD_WORDS.company],
  ]
  const given = texts.flatMap(([text, prefix]) => (text?.trim() ? [wordConditions('words', text, prefix)] : []))
  return given.every((conditions) => conditions.length > 0) ? given.flat() : undefined
}

function exactConditions({ contract_type, remote, source, liveness, posted_after }: JobOfferFilter): Document {
  return {
    ...(contract_type && { contract_type }),
    ...(remote && { remote }),
    ...(source && { source }),
    ...(liveness && { liveness }),
    ...(posted_after && { posted_at: { $gte: new Date(posted_after) } }),
  }
}

const without = ({ ids, companies }: Unwanted): Document => ({
  ...(ids.length > 0 && { _id: { $nin: ids } }),
  ...(companies.length > 0 && { company_key: { $nin: companies } }),
})

function among({ ids, companies }: Unwanted) {
  const [hidden, blocked] = [new Set(ids.map(String)), new Set(companies)]
  return ({ _id, company_key }: AnswerableOffer) => hidden.has(String(_id)) || blocked.has(company_key)
}

const isNothing = ({ ids, companies }: Unwanted) => ids.length + companies.length === 0
const isEmpty = (conditions: Document) => Object.keys(conditions).length === 0
