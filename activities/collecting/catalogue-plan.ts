import type { CatalogueCandidate } from '../../core/db/catalogue-repository.ts'
import { newId } from '../../core/db/new-id.ts'
import type { Listing } from '../../core/domain/collected-offer.ts'
import { NOT_SEEN } from '../../core/domain/job-offer-rules.ts'
import { isSameListing } from '../../core/domain/listing-rules.ts'
import type { Assignment } from './applied-batch.ts'
import type { Arrival } from './arrivals.ts'
import { breathing } from './breathing.ts'
import { createKnownOffers, type KnownOffer } from './known-offers.ts'

export interface Plan {
  assignments: Assignment[]
  /** Ids of the stored offers that change. */
  touched: string[]
  /** Stored offers that a listing shows to be one: to be merged before anything else. */
  merges: { id: string; otherId: string }[]
  /** Listings that were taken for former postings of an offer and are still there: to be parted before anything else. */
  splits: { id: string; key: string }[]
}

/** Which offer of the catalogue each arrival is, or is a double of. Other work has its turn meanwhile, however many are compared. */
export async function planned(arrivals: readonly Arrival[], candidates: readonly CatalogueCandidate[], now: Date): Promise<Plan> {
  const breathe = breathing()
  const offers = createKnownOffers(candidates)
  const plan: Plan = { assignments: [], touched: [], merges: [], splits: [] }
  const listed = arrivals.map((arrival) => listedIn(offers.byKey, arrival))
  // What is seen in this batch is there still: nothing in it is a posting of the same that was put up again.
  for (const { known } of listed) if (known !== undefined) offers.see(known.offer, now)

  for (const [n, given] of arrivals.entries()) {
    const { known, other } = listed[n] ?? {}
    if (known === undefined) {
      plan.assignments.push((await offers.place(given, now, breathe)) ?? { arrival: offers.add(given, newId(), now), as: 'new', run: null })
      continue
    }
    if (known.listing.reason === 'repost') plan.splits.push({ id: known.offer.id, key: known.key })
    if (other !== undefined && other.id !== known.offer.id) plan.merges.push(inOrder(known.offer, other))
    plan.assignments.push(knownAssignment(offers.keyed(given, known.offer), known))
  }
  const touched = plan.assignments.flatMap(({ as, arrival }) => (as === 'unchanged' || as === 'new' ? [] : [arrival.id]))
  return { ...plan, touched: [...new Set(touched)].filter((id) => offers.isStored(id)) }
}

interface Known {
  offer: KnownOffer
  listing: KnownOffer['listings'][number]
  key: string
}

/** The stored offer that has this listing; `other`: one that another of its keys leads to, the same opening therefore. */
function listedIn(byKey: (key: string) => KnownOffer | undefined, { offer: { listing } }: Arrival): { known?: Known; other?: KnownOffer } {
  const hits = listing.keys.flatMap((key): Known[] => {
    const offer = byKey(key)
    return offer === undefined ? [] : offer.listings.filter(({ keys }) => keys.includes(key)).map((had) => ({ offer, listing: had, key }))
  })
  const known = hits.find((hit) => isSameListing(listing, hit.listing))
  const others = hits.filter(({ offer }) => offer !== known?.offer && !hasOtherId(listing, offer))
  return known === undefined ? {} : { known, ...(others[0] && !isApartFrom(known.offer, others[0].offer) && { other: others[0].offer }) }
}

const hasOtherId = ({ source, native_id }: Listing, { listings }: KnownOffer) =>
  listings.some((listing) => listing.source === source && listing.native_id !== null && native_id !== null && listing.native_id !== native_id)

const isApart = ({ keys }: Listing, { apart }: KnownOffer) => keys.some((key) => apart.has(key))
const isApartFrom = (one: KnownOffer, other: KnownOffer) =>
  one.listings.some((listing) => isApart(listing, other)) || other.listings.some((listing) => isApart(listing, one))

/** The one that has been there longer stays. */
const inOrder = (one: KnownOffer, other: KnownOffer) =>
  one.firstSeen <= other.firstSeen ? { id: one.id, otherId: other.id } : { id: other.id, otherId: one.id }

function knownAssignment(arrival: Assignment['arrival'], { offer, listing }: Known): Assignment {
  const isFirst = listing === offer.listings[0]
  const { liveness, liveness_reason } = offer.liveness
  const isAsOpen = liveness_reason !== NOT_SEEN && (!isFirst || liveness === arrival.offer.liveness)
  const isSame = listing.content_hash === arrival.offer.listing.content_hash && isAsOpen
  return { arrival, as: isSame ? 'unchanged' : 'known', run: listing.run }
}
