import { isDeepStrictEqual } from 'node:util'
import type { ReadOffer } from '../../../activities/extracting/read-offer.ts'
import { readOffers } from '../../../activities/extracting/read-offers.ts'
import { type EvalPage, type ExpectedOffer, NOW } from './eval-page.ts'

/** What is compared, in the order of the table: of each page, then of each of its offers. */
export const PAGE_FIELDS = ['kind', 'isClosed', 'offers', 'links', 'next'] as const
export const OFFER_FIELDS = [
  'title',
  'company',
  'location',
  'locations',
  'coordinates',
  'work_mode',
  'contract',
  'full_time',
  'seniority',
  'salary',
  'posted_at',
  'valid_through',
  'skills',
  'identifier',
  'url',
  'elsewhere',
  'language',
  'text',
  'origins',
] as const
const LISTS: readonly string[] = ['locations', 'skills', 'elsewhere']
/** What has no origin of its own. */
const WITHOUT_ORIGIN: readonly string[] = ['language', 'origins']

/** `missing`: something is expected and nothing was read; `unexpected`: the reverse. */
export type Verdict = 'right' | 'wrong' | 'missing' | 'unexpected'

export interface Comparison {
  page: string
  field: string
  verdict: Verdict
  /** Whether something was to be read. */
  isExpected: boolean
  expected: unknown
  read: unknown
}

/** Reads a page and compares every field with what it should be. */
export function compare({ name, url, html, expected }: EvalPage): Comparison[] {
  const read = readOffers({ url, finalUrl: url, via: 'http', html }, NOW)
  const offers = expected.offers ?? []
  const compared = (field: string, want: unknown, got: unknown): Comparison => ({
    page: name,
    field,
    verdict: isDeepStrictEqual(want, got) ? 'right' : isNothing(got) ? 'missing' : isNothing(want) ? 'unexpected' : 'wrong',
    isExpected: !isNothing(want),
    expected: want,
    read: got,
  })
  return [
    compared('kind', expected.kind, read.kind),
    compared('isClosed', expected.isClosed ?? expected.kind === 'gone', read.isClosed),
    compared('offers', offers.length, read.offers.length),
    compared('links', expected.links ?? [], read.links),
    compared('next', expected.next ?? null, read.next),
    ...offers.flatMap((offer, at) => {
      const found = read.offers[at]
      return found === undefined ? [] : OFFER_FIELDS.map((field) => compared(field, wanted(offer, field), got(found, offer, field)))
    }),
  ]
}

function wanted(offer: ExpectedOffer, field: (typeof OFFER_FIELDS)[number]): unknown {
  if (field === 'text') return offer.text && `${offer.text.starts}…${offer.text.ends}`
  if (field === 'origins') return Object.fromEntries(saidFields(offer).map((said) => [said, offer.origins?.[said] ?? offer.origin]))
  return offer[field] ?? (LISTS.includes(field) ? [] : field === 'language' ? 'fr' : null)
}

const saidFields = (offer: ExpectedOffer): string[] =>
  OFFER_FIELDS.filter((field) => !WITHOUT_ORIGIN.includes(field) && !isNothing(offer[field as keyof ExpectedOffer])).sort()

function got(found: ReadOffer, { text }: ExpectedOffer, field: (typeof OFFER_FIELDS)[number]): unknown {
  if (field === 'origins') return Object.fromEntries(Object.entries(found.origins).sort(([one], [other]) => (one < other ? -1 : 1)))
  if (field !== 'text') return found[field]
  if (text === undefined) return found.text || undefined
  const isRight = found.text.startsWith(text.starts) && found.text.endsWith(text.ends) && !text.lacks?.some((phrase) => found.text.includes(phrase))
  return isRight ? `${text.starts}…${text.ends}` : found.text
}

const isNothing = (value: unknown): boolean => value === null || value === undefined || value === 0 || (Array.isArray(value) && value.length === 0)
