import type { FactOrigin, Language } from '../../core/domain/offer-facts.ts'
import type { ReadOffer } from './read-offer.ts'

const FIELDS = [
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
] as const
const LISTS: readonly string[] = ['locations', 'skills', 'elsewhere']

/** Each fact from the first source that says it, with its origin. */
export function mergeFacts({
  text,
  textOrigin,
  language,
  sources,
}: {
  text: string
  textOrigin: FactOrigin
  language: Language
  sources: readonly { origin: FactOrigin; facts: Partial<ReadOffer> }[]
}): ReadOffer {
  const origins: Record<string, FactOrigin> = text === '' ? {} : { text: textOrigin }
  const merged: Partial<Record<(typeof FIELDS)[number], unknown>> = {}
  for (const field of FIELDS) {
    const source = sources.find(({ facts }) => isSaid(facts[field]))
    merged[field] = source?.facts[field] ?? (LISTS.includes(field) ? [] : null)
    if (source !== undefined) origins[field] = source.origin
  }
  return { ...(merged as Pick<ReadOffer, (typeof FIELDS)[number]>), text, language, origins }
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)
}
