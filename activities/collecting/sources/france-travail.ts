import { z } from 'zod'
import { departmentsWithin } from '../places/gazetteer.ts'
import type { SourceQuery } from '../query.ts'
import { NOTHING_SAID, type RawOffer } from '../raw-offer.ts'
import { defineSource, SourceError, type SourceStep } from '../source.ts'
import { createFranceTravailTokens } from './france-travail-token.ts'
import { idOf, listOf, readOffers, Said } from './read-offers.ts'

const PAGE = 150
/** The first offer of a range is this one at most, by the API's description. */
const MAX_START = 3_000
/** Ten requests a second are allowed. */
const GAP_MS = 100
const MAX_KEYWORDS = 7
/** Around Paris there are eight within 30 km. */
const MAX_DEPARTMENTS = 8
const SHORTEST_KEYWORD = 2
/** Its codes of contracts; those that have none are told apart by what is answered. */
const CONTRACTS: Partial<Record<NonNullable<SourceQuery['contract']>, string>> = {
  permanent: 'CDI',
  'fixed-term': 'CDD',
  temporary: 'MIS',
  freelance: 'LIB',
}

interface RangeStep extends SourceStep {
  start: number
  /** Null: anywhere. */
  department: string | null
}

const number = z.number().nullable().catch(null)
const Offer = z.object({
  id: z.string().min(1),
  intitule: z.string().regex(/\S/),
  description: Said,
  dateCreation: Said,
  typeContrat: Said,
  typeContratLibelle: Said,
  natureContrat: Said,
  experienceLibelle: Said,
  lieuTravail: z.object({ libelle: Said, latitude: number, longitude: number }).nullable().catch(null),
  entreprise: z.object({ nom: Said }).nullable().catch(null),
  salaire: z.object({ libelle: Said }).nullable().catch(null),
  contact: z.object({ urlPostulation: Said }).nullable().catch(null),
  origineOffre: z
    .object({ urlOrigine: Said, partenaires: listOf(z.object({ url: Said })) })
    .nullable()
    .catch(null),
})

const tokens = createFranceTravailTokens({ now: Date.now })
const stepOf = (start: number, department: string | null): RangeStep => ({
  key: department === null ? `range:${start}` : `range:${start}:${department}`,
  label: `${start}-${start + PAGE - 1}${department === null ? '' : ` (${department})`}`,
  start,
  department,
})

/**
 * France Travail's offers, its own and its partners'. Needs a partner's account (francetravail.io, free). 200 answers all that is left,
 * 206 a range of it (`Content-Range: offres 0-149/812`), 204 that there is nothing.
 */
export const franceTravail = defineSource<RangeStep>({
  name: 'france-travail',
  answersQueries: true,
  plan({ settings: { values }, query }) {
    if (!values.client_id) return { skipped: 'no_key', variable: 'SOURCE_FRANCE_TRAVAIL_CLIENT_ID' }
    if (!values.client_secret) return { skipped: 'no_key', variable: 'SOURCE_FRANCE_TRAVAIL_CLIENT_SECRET' }
    const elsewhere = query.place?.country != null && query.place.country !== 'fr'
    return elsewhere ? [] : departmentsOf(query).map((department) => stepOf(0, department))
  },
  async request({ start, department }, { query, settings }, exchange) {
    const token = await tokens.of(settings, exchange)
    return {
      url: `${settings.baseUrl}/partenaire/offresdemploi/v2/offres/search?${parametersOf(query, start, department)}`,
      headers: { authorization: `Bearer ${token}` },
      expects: 'json',
      gapMs: GAP_MS,
    }
  },
  problemOf({ status, url }) {
    return status === 401 ? new SourceError('invalid_key', {}, { retryable: tokens.discard(url) }) : undefined
  },
  read(answer, { start, department }, { settings }) {
    tokens.worked(settings)
    if (answer.status === 204) return { offers: [], next: [] }
    const offers = readOffers((answer.json as { resultats?: unknown } | null | undefined)?.resultats, Offer, offerOf)
    const next = start + PAGE
    const isLast = answer.status !== 206 || offers.length === 0 || next > MAX_START || next >= totalOf(answer.headers['content-range'])
    return { offers, next: isLast ? [] : [stepOf(next, department)] }
  },
})

/** Those around the place, its own first: it answers for one at a time. Elsewhere's remote offers count too: remote work has no department. */
function departmentsOf({ place, workMode }: SourceQuery): (string | null)[] {
  const own = workMode === 'remote' ? null : (place?.department ?? null)
  if (own === null || !place?.coordinates) return [own]
  return [...new Set([own, ...departmentsWithin(place.coordinates, place.radiusKm)])].slice(0, MAX_DEPARTMENTS)
}

/** Newest first, so that what is out of reach is the oldest. */
function parametersOf({ keywords, contract }: SourceQuery, start: number, department: string | null): URLSearchParams {
  const words = keywords.filter((word) => word.length >= SHORTEST_KEYWORD).slice(0, MAX_KEYWORDS)
  const type = contract === null ? undefined : CONTRACTS[contract]
  return new URLSearchParams({
    ...(words.length > 0 && { motsCles: words.join(',') }),
    ...(department !== null && { departement: department }),
    ...(type !== undefined && { typeContrat: type }),
    sort: '1',
    range: `${start}-${start + PAGE - 1}`,
  })
}

/** Of `offres 0-149/812`; as many as one likes where it isn't said. */
function totalOf(range: string | undefined): number {
  const [, total] = /\/(\d+)\s*$/.exec(range ?? '') ?? []
  return total === undefined ? Number.POSITIVE_INFINITY : Number(total)
}

/** Where people read an offer of this id. */
const ownPage = (id: string): string | null => (/^\w{1,40}$/.test(id) ? `https://candidat.francetravail.fr/offres/recherche/detail/${id}` : null)

function offerOf(offer: z.infer<typeof Offer>): RawOffer {
  const { lieuTravail: place, origineOffre: origin } = offer
  const said = (texts: readonly (string | null | undefined)[]) => texts.filter((one) => one != null && one !== '') as string[]
  const pages = said([origin?.urlOrigine || ownPage(offer.id), offer.contact?.urlPostulation, ...(origin?.partenaires ?? []).map(({ url }) => url)])
  return {
    ...NOTHING_SAID,
    nativeId: idOf(offer.id),
    url: pages[0] ?? null,
    otherUrls: pages.slice(1),
    title: offer.intitule,
    company: offer.entreprise?.nom ?? null,
    locations: said([place?.libelle]),
    coordinates: place?.latitude != null && place.longitude !== null ? { lat: place.latitude, lon: place.longitude } : null,
    // An apprenticeship is a fixed-term contract by its type: what is told by its nature comes first.
    contract: said([offer.natureContrat, offer.typeContratLibelle, offer.typeContrat]),
    salary: offer.salaire?.libelle ?? null,
    text: offer.description,
    seniority: offer.experienceLibelle,
    postedAt: offer.dateCreation,
  }
}
