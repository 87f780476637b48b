import type { Db } from 'mongodb'
import { ensureIndexes } from '../indexes.ts'
import { type CollectionCounts, type CollectionPlan, type ConversionOptions, convertCollection } from './convert-collection.ts'
import { APPLICATION_SYNONYMS, convertApplication } from './former-application.ts'
import { readIds } from './former-ids.ts'
import { dropFormerIndexes } from './former-indexes.ts'
import { convertOffer, OFFER_SYNONYMS } from './former-offer.ts'
import { convertTask, TASK_SYNONYMS } from './former-task.ts'
import { convertUser, USER_SYNONYMS } from './former-user.ts'
import { surveyNames, surveyOffers } from './surveys.ts'
import { APPLICATION_SHAPE, JOB_OFFER_SHAPE, TASK_SHAPE, USER_SHAPE } from './todays-shapes.ts'

const COLLECTIONS = ['users', 'applications', 'tasks', 'job_offers'] as const

export interface MigrationOptions extends ConversionOptions {
  /** `host:port` pairs that may be fetched although they are local. */
  allowHosts: readonly string[]
}

export interface MigrationResult {
  collections: CollectionCounts[]
  /** Indexes of the former backend that stood in the way, as `collection.index`. */
  droppedIndexes: string[]
  /** What kept today's indexes from being made: MongoDB's name for it, no value of anybody's. */
  indexProblem: string | undefined
}

/** Whether users are there whom only `npm run migrate` makes today's. Served by the index `users_by_name`, where there is one. */
export const hasFormerUsers = async (db: Db): Promise<boolean> =>
  (await db.collection('users').findOne({ names: null as never }, { projection: { _id: 1 } })) !== null

/** Whether documents are there that have not been brought into today's shape. May read all of them. */
export async function hasFormerDocuments(db: Db): Promise<boolean> {
  for (const name of COLLECTIONS) {
    if (await db.collection(name).findOne({ version: { $not: { $type: 'number' } } }, { projection: { _id: 1 } })) return true
  }
  return false
}

/** Brings the former backend's database into today's shape, in place. Safe to run twice, to be killed, and while the API runs. */
export async function migrateFormerBackend(db: Db, options: MigrationOptions): Promise<MigrationResult> {
  const present = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name))
  const names = COLLECTIONS.filter((name) => present.has(name))
  const droppedIndexes = await dropFormerIndexes(db, names, options)
  for (const name of names) await readIds(db.collection(name), options)

  const collections: CollectionCounts[] = []
  for (const name of names) collections.push(await convertCollection(db.collection(name), await planOf(db, name, options), options))
  return { collections, droppedIndexes, indexProblem: options.dryRun ? undefined : await indexProblemOf(db) }
}

async function planOf(db: Db, collection: (typeof COLLECTIONS)[number], { allowHosts }: MigrationOptions): Promise<CollectionPlan> {
  switch (collection) {
    case 'users': {
      const survey = await surveyNames(db.collection('users'))
      return { shape: USER_SHAPE, synonyms: USER_SYNONYMS, convert: (stored) => convertUser(stored, survey) }
    }
    case 'applications': {
      const isFirstFor = await surveyOffers(db.collection('applications'))
      const convert: CollectionPlan['convert'] = (stored) => convertApplication(stored, { allowHosts, isFirstFor })
      return { shape: APPLICATION_SHAPE, synonyms: APPLICATION_SYNONYMS, convert }
    }
    case 'tasks':
      return { shape: TASK_SHAPE, synonyms: TASK_SYNONYMS, convert: convertTask }
    case 'job_offers':
      return { shape: JOB_OFFER_SHAPE, synonyms: OFFER_SYNONYMS, convert: convertOffer }
  }
}

async function indexProblemOf(db: Db): Promise<string | undefined> {
  try {
    await ensureIndexes(db)
    return undefined
  } catch (error) {
    const { codeName, name } = error as { codeName?: string; name: string }
    return codeName ?? name
  }
}
