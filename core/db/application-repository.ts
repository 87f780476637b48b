import { type Collection, type Db, ObjectId, type WithId } from 'mongodb'
import {
  type ApplicationUpdate,
  hasRoom,
  type NewApplication,
  type StoredApplication,
  type StoredDescriptionProgress,
} from '../domain/application.ts'
import { AppError, found } from '../errors.ts'
import { createApplicationDescriptions } from './application-descriptions.ts'
import {
  type ApplicationDocument,
  type AppliedOffer,
  answeredApplication,
  answeredProgress,
  applicationChanges,
  awaited,
  cleared,
  newApplicationDocument,
} from './application-document.ts'
import { createApplicationLists } from './application-lists.ts'
import { isDuplicateKey } from './duplicate-key.ts'
import { createOwnedRecords } from './owned-records.ts'
import { changeVersioned, refuseStale } from './versioned-change.ts'

/** A record and the version that its ETag names. */
export interface Versioned {
  application: StoredApplication
  version: number
}

/** A record after a change, and whether the change asks for a description. */
export interface Changed extends Versioned {
  describe: boolean
}

export type ApplicationRepository = ReturnType<typeof createApplicationRepository>

/** Live events read them every second: not the whole record. */
const PROGRESS_FIELDS = {
  description_status: 1,
  description_source: 1,
  description_step: 1,
  description_started_at: 1,
  description_updated_at: 1,
  description_error: 1,
  description_model: 1,
} as const
const NOTE_KEYS_KEPT = 50

/** Applications of one user at a time: every query carries the owner, so another's application is `not_found`. */
export function createApplicationRepository(db: Db) {
  const applications = db.collection<ApplicationDocument>('applications')
  return { ...createOwned(applications), ...createApplicationLists(applications), ...createApplicationDescriptions(applications) }
}

type Computed = { set: Partial<ApplicationDocument>; renews: boolean } | undefined

function createOwned(applications: Collection<ApplicationDocument>) {
  const owned = (userId: string, id: string) => ({ _id: new ObjectId(id), user_id: new ObjectId(userId) })
  const records = createOwnedRecords(applications, 'application')
  const { load } = records

  /** Applies a change; one that `renews` asks for a description, or ends one. */
  const change = (
    userId: string,
    id: string,
    compute: (stored: WithId<ApplicationDocument>) => Promise<Computed> | Computed,
  ): Promise<WithId<ApplicationDocument>> =>
    changeVersioned(
      applications,
      () => load(userId, id),
      async (stored) => {
        const computed = await compute(stored)
        return computed && { set: computed.set, ...(computed.renews && { increment: { description_request: 1 } }) }
      },
    )

  return {
    /**
     * Stores a new application under `id`; when that id is already the user's (a lost answer), answers what is stored.
     * @throws AppError already_applied when the user has another application to the offer.
     */
    async create(userId: string, id: string, application: NewApplication, now: Date, offer?: AppliedOffer): Promise<Changed> {
      const stored = newApplicationDocument(new ObjectId(id), userId, application, now, offer)
      // `applications_by_offer` refuses a second one, but knows nothing of offers that were merged since.
      const merged = offer?.mergedIds.map((mergedId) => new ObjectId(mergedId)) ?? []
      if (
        merged.length > 0 &&
        (await applications.findOne({ user_id: stored.user_id, offer_id: { $type: 'objectId', $in: merged } }, { projection: { _id: 1 } }))
      )
        throw new AppError('already_applied')
      try {
        await applications.insertOne(stored)
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        const former = await applications.findOne(owned(userId, id))
        if (former === null && offer !== undefined) throw new AppError('already_applied')
        return asChanged(found(former, 'application'))
      }
      return asChanged(stored)
    },

    async get(userId: string, id: string): Promise<Versioned> {
      return versioned(await load(userId, id))
    },

    /**
     * Applies the fields that are given.
     * @param versions those the caller will overwrite, from If-Match; undefined: any.
     * @param mayDescribe is awaited before a change is written that asks for a description; what it throws refuses the change.
     * @throws AppError precondition_failed when the record has none of these versions.
     */
    async update(
      userId: string,
      id: string,
      update: ApplicationUpdate,
      versions: readonly number[] | undefined,
      now: Date,
      mayDescribe: () => Promise<void> = async () => {},
    ): Promise<Changed> {
      let describe = false
      const stored = await change(userId, id, async (current) => {
        refuseStale(current, versions)
        const changes = applicationChanges(current, update, now)
        // Once, also when another change came between.
        if (changes.describe && !describe) await mayDescribe()
        describe = changes.describe
        return changes
      })
      return { ...versioned(stored), describe }
    },

    delete: records.delete,

    /**
     * Adds a note at the end; one whose key is there already is not added again.
     * @param key of the request, never used for another one
     */
    async addNote(userId: string, id: string, note: string, key: string | undefined, now: Date): Promise<Versioned> {
      const stored = await change(userId, id, ({ notes, note_keys }) => {
        if (key !== undefined && note_keys.includes(key)) return undefined
        const set = {
          notes: [...notes, note],
          note_keys: [...note_keys, ...(key === undefined ? [] : [key])].slice(-NOTE_KEYS_KEPT),
          updated_at: now,
        }
        if (!hasRoom(set.notes)) throw new AppError('validation_failed', { errors: [{ path: 'note', message: 'too_many_notes' }] })
        return { set, renews: false }
      })
      return versioned(stored)
    },

    /**
     * Asks for a description again; one that is waiting or running is joined.
     * @throws AppError url_missing, description_is_yours.
     */
    async requestDescription(userId: string, id: string, now: Date): Promise<Versioned & { progress: StoredDescriptionProgress }> {
      const stored = await change(userId, id, (current) => {
        if (current.url === null) throw new AppError('url_missing')
        if (current.description_source === 'user') throw new AppError('description_is_yours')
        if (current.description_status === 'pending' || current.description_status === 'running') return undefined
        return { set: { ...awaited(now), updated_at: now }, renews: true }
      })
      return { ...versioned(stored), progress: answeredProgress(stored) }
    },

    /** Clears the description, whoever wrote it, and ends a generation. */
    async clearDescription(userId: string, id: string, now: Date): Promise<void> {
      await change(userId, id, () => ({ set: { ...cleared(now), updated_at: now }, renews: true }))
    },

    async descriptionProgress(userId: string, id: string): Promise<StoredDescriptionProgress> {
      return answeredProgress(found(await applications.findOne(owned(userId, id), { projection: PROGRESS_FIELDS }), 'application'))
    },
  }
}

const versioned = (stored: WithId<ApplicationDocument>): Versioned => ({ application: answeredApplication(stored), version: stored.version })
const asChanged = (stored: WithId<ApplicationDocument>): Changed => ({ ...versioned(stored), describe: stored.description_status === 'pending' })
