import type { IndexDescription } from 'mongodb'
import { INDEXES } from '../../core/db/indexes.ts'
import { judge, type Query } from './index-check.ts'

/** By index: what may be checked document by document among those that it has found. */
export type CheckedBeside = Readonly<Record<string, readonly string[]>>

/** What is wrong with a query under these indexes; undefined: nothing. */
export function indexFault(query: Query, indexes: Record<string, IndexDescription[]>, beside: CheckedBeside): string | undefined {
  const verdict = judge(query, indexes)
  if ('refused' in verdict) return verdict.refused
  // A page after the first: the rest of the records that share its end's value.
  const unexpected = verdict.residual.filter((field) => field !== '$or' && !beside[verdict.index]?.includes(field))
  return verdict.pinned || unexpected.length === 0 ? undefined : `${query.collection} by ${verdict.index}, then by ${unexpected.join(', ')}`
}

/** The declared indexes but that one. */
export const indexesWithout = (name: string): Record<string, IndexDescription[]> =>
  Object.fromEntries(Object.entries(INDEXES).map(([collection, indexes]) => [collection, indexes.filter((index) => index.name !== name)]))
