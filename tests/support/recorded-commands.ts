import type { CommandStartedEvent, Document, MongoClient } from 'mongodb'
import type { Query } from './index-check.ts'

/** A command as the driver sent it, and what of it needs an index. */
export interface RecordedCommand {
  name: string
  command: Document
  queries: Query[]
}

const READING = new Set(['find', 'aggregate', 'count', 'distinct', 'update', 'delete', 'findAndModify'])
/** What the driver adds to each command and `explain` has no use for. */
const ENVELOPE = ['lsid', '$db', '$clusterTime', '$readPreference', 'apiVersion', 'txnNumber', 'writeConcern', 'readConcern', 'ordered']

/** Records, of all that the client sends from now on, one command of each shape that looks for documents. Of a client that monitors commands. */
export function recordCommands(client: MongoClient): () => RecordedCommand[] {
  const recorded = new Map<string, RecordedCommand>()
  client.on('commandStarted', ({ commandName, command }: CommandStartedEvent) => {
    if (!READING.has(commandName)) return
    const sent = Object.fromEntries(Object.entries(command).filter(([key]) => !ENVELOPE.includes(key)))
    // The driver keeps the order of a sort in a Map.
    if (sent.sort instanceof Map) sent.sort = Object.fromEntries(sent.sort)
    const shape = JSON.stringify(shapeOf(sent))
    if (!recorded.has(shape)) recorded.set(shape, { name: commandName, command: sent, queries: queriesOf(commandName, sent) })
  })
  return () => [...recorded.values()]
}

/** The queries within a command. @throws Error for a pipeline that reads in a way not known here: it is to be taught first. */
export function queriesOf(name: string, command: Document): Query[] {
  const collection = command[name] as string
  switch (name) {
    case 'find':
      return [{ collection, filter: command.filter ?? {}, sort: command.sort ?? {} }]
    case 'count':
      // Of everything: answered from the collection's own count.
      return Object.keys(command.query ?? {}).length === 0 ? [] : [{ collection, filter: command.query, sort: {} }]
    case 'distinct':
      return [{ collection, filter: command.query ?? {}, sort: {} }]
    case 'findAndModify':
      return [{ collection, filter: command.query ?? {}, sort: command.sort ?? {} }]
    case 'update':
      return (command.updates as Document[]).map(({ q }) => ({ collection, filter: q, sort: {} }))
    case 'delete':
      return (command.deletes as Document[]).map(({ q }) => ({ collection, filter: q, sort: {} }))
    default:
      return queriesOfPipeline(collection, command.pipeline)
  }
}

/** What a pipeline reads: the collection by its first stages, and others where a stage joins them. */
function queriesOfPipeline(collection: string, pipeline: Document[]): Query[] {
  const first = pipeline.findIndex((stage) => !('$match' in stage))
  const leading = first === -1 ? pipeline : pipeline.slice(0, first)
  const rest = first === -1 ? [] : pipeline.slice(first)
  const bounded = rest.findIndex((stage) => '$limit' in stage || '$group' in stage || '$count' in stage)
  const unbounded = bounded === -1 ? rest : rest.slice(0, bounded)
  const own = { collection, filter: { $and: leading.map((stage) => stage.$match) }, sort: unbounded.find((stage) => '$sort' in stage)?.$sort ?? {} }
  return [own, ...rest.flatMap(joined)]
}

function joined(stage: Document): Query[] {
  if (stage.$facet) return Object.values(stage.$facet as Record<string, Document[]>).flatMap((pipeline) => pipeline.flatMap(joined))
  if (stage.$unionWith) return queriesOfPipeline(stage.$unionWith.coll, stage.$unionWith.pipeline ?? [])
  if (stage.$lookup) {
    const { from, foreignField, pipeline = [] } = stage.$lookup
    if (foreignField === undefined) throw new Error(`A $lookup in ${from} without foreignField is not known to the index check.`)
    return queriesOfPipeline(from, [{ $match: { [foreignField]: 'joined' } }, ...pipeline])
  }
  if (stage.$graphLookup) throw new Error('$graphLookup is not known to the index check.')
  return []
}

/** The command with every value replaced by its type, so that two of one shape are alike. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    const shapes = value.map((one) => JSON.stringify(shapeOf(one)))
    return [...new Set(shapes)].map((shape) => JSON.parse(shape))
  }
  if (value instanceof Date || value instanceof RegExp) return value.constructor.name
  if (typeof value === 'object' && value !== null) {
    if ('_bsontype' in value) return value._bsontype
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, DIRECTIONS.has(key) ? one : shapeOf(one)]))
  }
  return typeof value
}

const DIRECTIONS = new Set(['sort', '$sort', 'find', 'aggregate', 'count', 'distinct', 'update', 'delete', 'findAndModify', '$regex'])
