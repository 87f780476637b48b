import { ApplicationFailure } from '@temporalio/common'
import { MAX_SOURCE_LENGTH, readAskedSource } from '../core/domain/asked-source-rules.ts'
import { type AskedCollection, DEFAULT_LIMIT, MAX_LIMIT } from '../core/domain/collection-rules.ts'
import { saysNothing } from '../core/domain/query-rules.ts'
import { urlProblem } from '../core/domain/url-rules.ts'
import { givenFields } from './given-fields.ts'

/** A collection that is recorded; or, of operators, what is to be collected. */
export type CollectJobOffers =
  | { collection_id: string; again?: boolean }
  | { query: string; location?: string; sources?: string[]; limit?: number }
  | { url: string }

export type CollectionInput = { collectionId: string; again: boolean } | { asked: AskedCollection }

const EXAMPLE = '"collection_id":"6560f0c2a7b4c1d2e3f40516"'
const MAX_LENGTH = 200
const MAX_SOURCES = 20

/**
 * The input of `collectJobOffers`.
 * @throws ApplicationFailure (never retried) that shows an operator the JSON to type
 */
export function collectJobOffersInput(given: unknown): CollectionInput {
  const fields = givenFields(given) ?? {}
  const input = recorded(fields) ?? asked(fields)
  if (input !== undefined) return input
  throw ApplicationFailure.nonRetryable(
    `This workflow takes a collection's id: {${EXAMPLE}} (24 hex digits), or, to ask for all of it again, {${EXAMPLE},"again":true}; or what to collect: ` +
      '{"query":"data engineer","location":"Lyon","sources":["greenhouse","lever:acme"],"limit":100} (all but the query may be left out, and that must name a job, a skill or a contract where there is no location), or {"url":"https://…"}.',
    'bad_input',
  )
}

function recorded(given: Record<string, unknown>): CollectionInput | undefined {
  const { collection_id: id, again = false } = given
  const isOne = typeof id === 'string' && /^[0-9a-f]{24}$/i.test(id) && typeof again === 'boolean'
  return isOne ? { collectionId: id.toLowerCase(), again } : undefined
}

function asked(given: Record<string, unknown>): CollectionInput | undefined {
  const { query, location = '', sources = [], limit = DEFAULT_LIMIT, url, ...others } = given
  if (Object.keys(others).length > 0) return undefined
  if (typeof url === 'string' && Object.keys(given).length === 1)
    return urlProblem(url) === undefined ? { asked: { query: '', location: null, sources: [], limit: 1, url } } : undefined
  const isQuery = typeof query === 'string' && query.trim() !== '' && query.trim().length <= MAX_LENGTH
  const isPlace = typeof location === 'string' && location.length <= MAX_LENGTH
  const isLimit = Number.isInteger(limit) && Number(limit) >= 1 && Number(limit) <= MAX_LIMIT
  const areSources = Array.isArray(sources) && sources.length <= MAX_SOURCES && sources.every(isSource)
  if (!isQuery || !isPlace || !isLimit || !areSources || url !== undefined) return undefined
  const place = location.trim() || null
  if (saysNothing({ query, location: place })) return undefined
  return { asked: { query: query.trim(), location: place, sources: [...new Set(sources as string[])].sort(), limit: Number(limit), url: null } }
}

/** Names that no source has are told in the run. */
function isSource(text: unknown): boolean {
  const source = typeof text === 'string' && text.length <= MAX_SOURCE_LENGTH ? readAskedSource(text) : undefined
  return source !== undefined && (!('url' in source) || urlProblem(source.url) === undefined)
}
