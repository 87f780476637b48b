import type { Document, IndexDescription } from 'mongodb'

/** What of a command needs an index: the documents it looks for and the order it wants them in. */
export interface Query {
  collection: string
  filter: Document
  sort: Document
}

export type Verdict =
  /**
   * `pinned`: it finds one document, or one for each value of an $in. `residual`: the conditions that are checked document by document, among
   * those the index has found.
   */
  { index: string; pinned: boolean; residual: string[] } | { refused: string; residual?: undefined }

type Kind = 'equality' | 'range' | 'residual'

const ID_INDEX = { name: '_id_', key: { _id: 1 }, unique: true }
const RANGES = new Set(['$gt', '$gte', '$lt', '$lte'])
/** A prefix that is followed to the letter: escaped signs, and no other sign that means something. */
const PREFIX = /^\^(?:[^.+*?()[\]{}|\\^$]|\\[^a-zA-Z0-9])+$/

/**
 * Whether one of the declared indexes serves a query, by the ESR rule: equality fields lead the index, then come the sort's fields in their
 * order and direction (or all reversed), then a range. Refused: a query that no index finds anything by, or one sorted in memory.
 * Source: mongodb.com/docs/manual/tutorial/equality-sort-range-guideline.
 */
export function judge({ collection, filter, sort }: Query, declared: Record<string, IndexDescription[]>): Verdict {
  const indexes = [ID_INDEX, ...(declared[collection] ?? [])]
  const { fields, branches } = conditionsOf(filter)
  const served = indexes.flatMap((index) => servedBy(index, fields, sort)).sort(byWorth)
  const best = served[0]
  if (best !== undefined && (best.found || branches.length === 0)) {
    const { found: _, ...verdict } = best
    return { ...verdict, residual: [...verdict.residual, ...branches.map(() => '$or')] }
  }
  return eachBranch({ collection, filter, sort }, branches, declared) ?? best ?? { refused: refusal(collection, fields, sort) }
}

/** An $or is served when each of its branches is. */
function eachBranch(query: Query, branches: Document[][], declared: Record<string, IndexDescription[]>): Verdict | undefined {
  const [or] = branches
  if (or === undefined) return undefined
  const { $or: _, ...rest } = query.filter
  const verdicts = or.map((branch) => judge({ ...query, filter: { $and: [rest, branch] } }, declared))
  const refused = verdicts.find((verdict) => 'refused' in verdict)
  if (refused) return refused
  const served = verdicts.filter((verdict) => 'index' in verdict)
  return {
    index: served.map(({ index }) => index).join(' or '),
    pinned: served.every(({ pinned }) => pinned),
    residual: served.flatMap(({ residual }) => residual),
  }
}

interface Served {
  index: string
  /** At most one document, or one for each value of an $in. */
  pinned: boolean
  /** By a condition, not only in order. */
  found: boolean
  residual: string[]
}

function servedBy(index: IndexDescription, fields: Map<string, { kind: Kind; condition: unknown }>, sort: Document): Served[] {
  if (!covers(index.partialFilterExpression, fields) || (index.sparse && Object.keys(index.key).every((key) => !fields.has(key)))) return []
  const keys = Object.entries(index.key as Record<string, number>)
  const isEqual = (field: string) => fields.get(field)?.kind === 'equality'
  const equal = keys.findIndex(([field]) => !isEqual(field))
  const led = equal === -1 ? keys.length : equal
  const pinned = index.unique === true && led === keys.length

  const wanted = (Object.entries(sort) as [string, number][]).filter(([field]) => !isEqual(field))
  const next = keys.slice(led, led + wanted.length)
  const inOrder = (sign: number) => wanted.every(([field, direction], n) => next[n]?.[0] === field && next[n]?.[1] === sign * direction)
  if (!pinned && wanted.length > 0 && !inOrder(1) && !inOrder(-1)) return []

  // A range is found by the field that follows the equal ones: the sort's first, when there is one.
  const range = keys[led]?.[0]
  const ranged = range !== undefined && fields.get(range)?.kind === 'range'
  const sorted = wanted.length > 0 && !pinned
  // The order alone serves what asks for everything in order: it would find one value by walking past all others.
  const asksForOne = [...fields.values()].some(({ kind }) => kind === 'equality')
  if (led === 0 && !ranged && (!sorted || asksForOne)) return []
  const used = new Set(keys.slice(0, led + (ranged ? 1 : 0)).map(([field]) => field))
  // What is ordered by is in the index too: its range is checked without the document.
  for (const [field] of sorted ? next : []) used.add(field)
  const residual = [...fields].filter(([field, { kind }]) => !used.has(field) || kind === 'residual').map(([field]) => field)
  return [{ index: index.name ?? '', pinned, found: led > 0 || ranged, residual }]
}

const byWorth = (a: Served, b: Served) =>
  Number(b.pinned) - Number(a.pinned) || Number(b.found) - Number(a.found) || a.residual.length - b.residual.length

/** Every condition by its field, `$and` taken apart. Of two on one field the one that finds most narrowly counts. */
function conditionsOf(filter: Document) {
  const fields = new Map<string, { kind: Kind; condition: unknown }>()
  const branches: Document[][] = []
  const rank = { equality: 0, range: 1, residual: 2 }
  const read = (part: Document) => {
    for (const [field, condition] of Object.entries(part)) {
      if (field === '$and') for (const one of condition as Document[]) read(one)
      else if (field === '$or') branches.push(condition as Document[])
      else {
        const kind = field.startsWith('$') ? 'residual' : kindOf(condition)
        const known = fields.get(field)
        if (!known || rank[kind] < rank[known.kind]) fields.set(field, { kind, condition })
      }
    }
  }
  read(filter)
  return { fields, branches }
}

function kindOf(condition: unknown): Kind {
  if (condition instanceof RegExp) return prefixed(condition.source, condition.flags) ? 'range' : 'residual'
  if (!isOperators(condition)) return 'equality'
  const kinds = Object.entries(condition).map(([operator, value]): Kind => {
    if (operator === '$eq' || (operator === '$in' && !value.some((one: unknown) => one instanceof RegExp))) return 'equality'
    if (RANGES.has(operator) || (operator === '$regex' && prefixed(value.source ?? value, condition.$options ?? value.flags ?? ''))) return 'range'
    return 'residual'
  })
  return kinds.includes('equality') ? 'equality' : kinds.includes('range') ? 'range' : 'residual'
}

const prefixed = (pattern: string, flags: string) => PREFIX.test(pattern) && !flags.includes('i')

const isOperators = (condition: unknown): condition is Document =>
  typeof condition === 'object' &&
  condition !== null &&
  Object.keys(condition).length > 0 &&
  Object.keys(condition).every((key) => key.startsWith('$'))

/** Whether everything that the query finds is in a partial index. */
function covers(partial: Document | undefined, fields: Map<string, { kind: Kind; condition: unknown }>): boolean {
  return Object.entries(partial ?? {}).every(([field, expected]) => {
    const known = fields.get(field)
    if (known === undefined || known.kind === 'residual') return false
    const values = valuesOf(known.condition)
    if (!isOperators(expected)) return values.every((value) => value === expected)
    if ('$in' in expected) return values.every((value) => expected.$in.includes(value))
    if ('$type' in expected) return values.every((value) => typeNameOf(value) === expected.$type)
    return expected.$exists === true && values.every((value) => value !== null)
  })
}

const valuesOf = (condition: unknown): unknown[] => (isOperators(condition) ? Object.values(condition).flat() : [condition])

function typeNameOf(value: unknown): string {
  if (value instanceof Date) return 'date'
  if (value !== null && typeof value === 'object' && '_bsontype' in value)
    return value._bsontype === 'ObjectId' ? 'objectId' : String(value._bsontype)
  return typeof value
}

function refusal(collection: string, fields: Map<string, { kind: Kind }>, sort: Document): string {
  const conditions = [...fields].map(([field, { kind }]) => `${field} (${kind})`).join(', ') || 'nothing'
  const order = Object.entries(sort).map(([field, direction]) => `${field} ${direction}`)
  return `${collection} by ${conditions}${order.length > 0 ? `, sorted by ${order.join(', ')}` : ''}: no index of INDEXES leads there`
}
