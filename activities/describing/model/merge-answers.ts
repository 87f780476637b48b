import type { DescribedOffer } from '../../../core/domain/described-offer.ts'
import { folded } from '../../../core/domain/text-rules.ts'

const LISTS = ['missions', 'skills_required', 'skills_wished', 'perks', 'languages'] as const

/** The answers about the parts of a page as one: each fact from the first part that says it, lists and summaries one after the other. */
export function mergeAnswers(answers: readonly DescribedOffer[]): DescribedOffer {
  const [first] = answers
  if (first === undefined) throw new Error('There is no answer')
  const offers = answers.filter(({ is_offer }) => is_offer).map(saidBy)
  const merged: DescribedOffer = { ...(offers[0] ?? first) }
  for (const other of offers.slice(1)) {
    for (const [field, value] of Object.entries(other)) {
      if (merged[field as keyof DescribedOffer] === null) Object.assign(merged, { [field]: value })
    }
  }
  for (const list of LISTS) merged[list] = distinct(offers.flatMap((offer) => offer[list]))
  merged.summary = distinct(offers.flatMap(({ summary }) => (summary === null ? [] : [summary]))).join(' ') || null
  return merged
}

/** An answer without what it names and leaves empty: a part that doesn't say the pay may still say its currency. */
function saidBy(answer: DescribedOffer): DescribedOffer {
  const { title, company, location, summary, salary, experience_years, contact, application_deadline } = answer
  const text = (said: string | null) => (said?.trim() === '' ? null : said)
  return {
    ...answer,
    ...{ title: text(title), company: text(company), location: text(location), summary: text(summary) },
    application_deadline: text(application_deadline),
    salary: someOf(salary),
    experience_years: someOf(experience_years),
    contact: contact !== null && Object.values(contact).some((said) => text(said) !== null) ? contact : null,
  }
}

/** A range that has an end; null for one that says nothing. */
export const someOf = <T extends { min: unknown; max: unknown }>(range: T | null): T | null =>
  range === null || (range.min === null && range.max === null) ? null : range

export const distinct = (texts: readonly string[]): string[] =>
  [...new Map([...texts].reverse().map((text) => [folded(text).trim(), text])).values()].reverse()
