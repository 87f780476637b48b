import type { Collection, Document, Filter, WithId } from 'mongodb'
import type { JobOffer } from '../domain/job-offer.ts'
import { boundedRead } from './bounded-read.ts'
import { type AnswerableOffer, answeredOffer, type HiddenOfferDocument, type JobOfferDocument, UNANSWERED } from './job-offer-document.ts'
import { type JobOfferFilter, type JobOfferSearch, searchOf } from './job-offer-search.ts'
import { afterCondition, type PageEnd, pageOf } from './keyset-paging.ts'
import { type BlockedCompanies, isNothing, isUnwanted, type Unwanted, unwantedBy } from './unwanted-offers.ts'
import { MAX_CANDIDATES, wordSearchStages } from './word-search.ts'

export interface JobOfferPage {
  offers: JobOffer[]
  /** Undefined on the last page. */
  end: PageEnd | undefined
  /** The word search stopped at 10,000 candidates, or the page after 10,000 offers of blocked companies: then `end` is where it did. */
  stoppedEarly: boolean
}

export interface JobOfferCount {
  total: number
  /** There are more than `total`. */
  capped: boolean
  stoppedEarly: boolean
}

/** What tells an offer's place in the list, and whether it is wanted. */
interface Key {
  created_at: Date
  company_key?: string
}

/** `passed`: offers of blocked companies that one answer passes over, and hidden ones among them, before it stops. */
const BOUNDS = { candidates: MAX_CANDIDATES, count: 10_000, hidden: 10_000, passed: 10_000 }
/** Keys at a time, so that other requests are answered between them. */
const BATCH = 1_000
const NEWEST_FIRST = { created_at: -1, _id: -1 } as const
/** True of every offer, for no date is before the year 1: then an index counts them, and no document is read. */
const ANY = { created_at: { $gte: new Date('0001-01-01') } }
const NONE: JobOfferPage = { offers: [], end: undefined, stoppedEarly: false }

/** Lists and counts of the catalogue, without what the user hid and the companies the user blocked. */
export function createJobOfferLists(
  offers: Collection<JobOfferDocument>,
  hiddenOffers: Collection<HiddenOfferDocument>,
  searches: BlockedCompanies,
  bounds = BOUNDS,
) {
  const unwanted = (userId: string) => unwantedBy(userId, hiddenOffers, searches, bounds.hidden)
  const matching = ({ words, exact }: JobOfferSearch) => wordSearchStages({}, words, exact, bounds.candidates)

  /** Offers of a search, newest first. */
  function find<T extends Document>(search: JobOfferSearch, after: Document, projection: Document, skip: number, limit: number) {
    if (search.words.length === 0) {
      const where = { ...search.exact, ...after } as Filter<JobOfferDocument>
      const query = offers.find<WithId<T>>(where, { ...boundedRead(), projection })
      return query.sort(NEWEST_FIRST).skip(skip).limit(limit)
    }
    const page = [{ $match: after }, { $sort: NEWEST_FIRST }, { $skip: skip }, { $limit: limit }]
    return offers.aggregate<WithId<T>>([...matching(search), ...page, { $project: projection }], boundedRead())
  }

  /**
   * Keys of the first `most` offers that are wanted. They are told apart here: a `$nin` of many ids makes a query slow (MongoDB's stand-in
   * takes seconds with 200), while the keys come from the index alone where no company is blocked.
   * @returns `stoppedAt`: the last key that was looked at, when too many came before the wanted ones
   */
  async function wantedKeys(search: JobOfferSearch, after: Document, { ids, companies }: Unwanted, most: number) {
    const blocks = companies.size > 0
    const enough = most + (blocks ? bounds.passed : ids.size)
    const projection = { created_at: 1, ...(blocks && { company_key: 1 }) }
    const wanted: WithId<Key>[] = []
    let looked = 0
    for await (const key of find<Key>(search, after, projection, 0, enough).batchSize(BATCH)) {
      looked++
      if (!isUnwanted(key, { ids, companies })) wanted.push(key)
      if (wanted.length === most) break
      if (looked === enough) return { wanted, stoppedAt: key }
    }
    return { wanted, stoppedAt: undefined }
  }

  /** A page without what is unwanted. One that stopped early goes on after the last key, not after the last offer. */
  async function wantedPage(search: JobOfferSearch, after: Document, without: Unwanted, skip: number, limit: number) {
    const { wanted, stoppedAt } = await wantedKeys(search, after, without, skip + limit + 1)
    const page = pageOf(wanted.slice(skip), 'created_at', limit)
    const end = stoppedAt ? { value: stoppedAt.created_at.toISOString(), id: stoppedAt._id.toHexString() } : page.end
    const _id = { $in: page.shown.map((key) => key._id) }
    const found = await offers.find<AnswerableOffer>({ _id }, { ...boundedRead(), projection: UNANSWERED }).toArray()
    const byId = new Map(found.map((offer) => [offer._id.toHexString(), offer]))
    return { shown: page.shown.flatMap((key) => byId.get(key._id.toHexString()) ?? []), end, stopped: stoppedAt !== undefined }
  }

  const counted = async (stages: Document[]) =>
    (await offers.aggregate<{ n: number }>([...stages, { $count: 'n' }], boundedRead()).toArray())[0]?.n ?? 0

  async function stoppedEarly(search: JobOfferSearch): Promise<boolean> {
    if (search.words.length === 0) return false
    return (await counted([...matching(search).slice(0, 1), { $limit: bounds.candidates + 1 }])) > bounds.candidates
  }

  return {
    /** At most `limit` offers, newest first, after `start` or, without it, after the first `skip`. */
    async list(userId: string, filter: JobOfferFilter, start: PageEnd | undefined, skip: number, limit: number): Promise<JobOfferPage> {
      const search = searchOf(filter)
      if (search === undefined) return NONE
      const after = start === undefined ? {} : afterCondition('created_at', true, new Date(start.value), start.id)
      // One round trip for most: what is unwanted is seldom on the page.
      const [without, found, stopped] = await Promise.all([
        unwanted(userId),
        find<AnswerableOffer>(search, after, UNANSWERED, skip, limit + 1).toArray(),
        stoppedEarly(search),
      ])
      const isSpoiled = skip === 0 ? found.some((offer) => isUnwanted(offer, without)) : !isNothing(without)
      const page = isSpoiled ? await wantedPage(search, after, without, skip, limit) : { ...pageOf(found, 'created_at', limit), stopped: false }
      return { offers: page.shown.map(answeredOffer), end: page.end, stoppedEarly: stopped || page.stopped }
    },

    /** How many offers the filter has, as far as 10,000. */
    async count(userId: string, filter: JobOfferFilter): Promise<JobOfferCount> {
      const search = searchOf(filter)
      if (search === undefined) return { total: 0, capped: false, stoppedEarly: false }
      const most = bounds.count + 1
      const stages = search.words.length > 0 ? matching(search) : [{ $match: Object.keys(search.exact).length > 0 ? search.exact : ANY }]
      const count = async (without: Unwanted) => {
        if (isNothing(without)) return { n: await counted([...stages, { $limit: most }]), passedTooMany: false }
        const { wanted, stoppedAt } = await wantedKeys(search, {}, without, most)
        return { n: wanted.length, passedTooMany: stoppedAt !== undefined }
      }
      const [{ n, passedTooMany }, stopped] = await Promise.all([unwanted(userId).then(count), stoppedEarly(search)])
      return { total: Math.min(n, bounds.count), capped: n === most, stoppedEarly: stopped || passedTooMany }
    },
  }
}
