import type { DescribedOffer } from '../../../core/domain/described-offer.ts'
import { folded } from '../../../core/domain/text-rules.ts'

const LISTS = ['missions', 'skills_required', 'skills_wished', 'perks', 'languages'] as const

/** The answers about the parts of a page as one: each fact from the first part that says it, lists and summaries one after the other. */
export function mergeAnswers(answers: readonly DescribedOffer[]): DescribedOffer {
  const [first] = answers
  if (first === undefined) throw new Error('There is no answer')
  const offers = answers.filter(({ is_offer }) => is_offer)
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

export const distinct = (texts: readonly string[]): string[] =>
  [...new Map([...texts].reverse().map((text) => [folded(text).trim(), text])).values()].reverse()
