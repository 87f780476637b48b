import type { CollectedOffer } from '../../core/domain/collected-offer.ts'
import type { Rejection } from '../../core/domain/collection-rules.ts'
import { searchWords } from '../../core/domain/text-rules.ts'
import type { SourceQuery } from './query.ts'

/** Why an offer is not what a person looks for; undefined: it is. */
export function matches(offer: CollectedOffer, query: SourceQuery): Rejection | undefined {
  if (offer.liveness === 'closed') return 'closed'
  const title = searchWords(offer.title)
  const words = [...title, ...searchWords(`${offer.description ?? ''}\n${offer.skills.join('\n')}`)]
  const begins = (among: readonly string[]) => (keyword: string) => among.some((word) => word.startsWith(keyword))
  const keywords = searchWords(query.keywords.join(' '))
  if (keywords.length > 0 && !(keywords.some(begins(title)) && keywords.every(begins(words)))) return 'other_words'
  return undefined
}
