import type { FactOrigin, Language, OfferFacts } from '../../core/domain/offer-facts.ts'

const FIELDS = ['title', 'company', 'location', 'work_mode', 'contract', 'full_time', 'salary', 'posted_at', 'valid_through', 'skills'] as const

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
  sources: readonly { origin: FactOrigin; facts: Partial<OfferFacts> }[]
}): OfferFacts {
  const origins: Record<string, FactOrigin> = text === '' ? {} : { text: textOrigin }
  const merged: Partial<Record<(typeof FIELDS)[number], unknown>> = {}
  for (const field of FIELDS) {
    const source = sources.find(({ facts }) => isSaid(facts[field]))
    merged[field] = source?.facts[field] ?? (field === 'skills' ? [] : null)
    if (source !== undefined) origins[field] = source.origin
  }
  return { ...(merged as Pick<OfferFacts, (typeof FIELDS)[number]>), text, language, origins }
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)
}
