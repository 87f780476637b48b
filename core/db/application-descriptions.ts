import { type Collection, type Filter, ObjectId } from 'mongodb'
import type { DescriptionModel, StoredDescriptionError } from '../domain/application.ts'
import type { DescriptionSource, DescriptionStep } from '../domain/application-rules.ts'
import { type ApplicationDocument, awaited } from './application-document.ts'

/** How a generation ends in the record. */
export type DescriptionEnd =
  | {
      status: 'done'
      description: string
      source: Exclude<DescriptionSource, 'user'>
      model?: DescriptionModel | null
      /** Why extraction serves, and not the model: the text of a former generation stays. */
      error: StoredDescriptionError | null
    }
  | { status: 'not_an_offer' }
  | { status: 'failed'; error: StoredDescriptionError }

/** An application whose description was asked for and has not come. */
export interface UnfinishedDescription {
  id: string
  userId: string
  url: string | null
  status: 'pending' | 'running'
  request: number
}

/** An application whose description is to be tried again. */
export type DueDescription = Pick<UnfinishedDescription, 'id' | 'userId'> & { url: string }

/** The machine's side of a description. Each change is conditional on the request's count, so a stale generation changes nothing. */
export function createApplicationDescriptions(applications: Collection<ApplicationDocument>) {
  const current = (id: string, request: number) => ({ _id: new ObjectId(id), description_request: request })

  /** Writes the end. False when a newer request, the user's own text or the record's deletion made it stale. */
  async function finishDescription(id: string, request: number, end: DescriptionEnd, now: Date): Promise<boolean> {
    const unfinished = { ...current(id, request), description_status: { $in: ['pending' as const, 'running' as const] } }
    const ended = {
      description_step: null,
      description_error: 'error' in end ? end.error : null,
      description_updated_at: now,
      updated_at: now,
    }
    const text = end.status === 'done' && { description: end.description, description_source: end.source, description_model: end.model ?? null }
    const write = async (
      filter: Filter<ApplicationDocument>,
      description_status: DescriptionEnd['status'],
      written: Partial<ApplicationDocument> = {},
    ) => {
      const { matchedCount } = await applications.updateOne(filter, { $set: { ...ended, ...written, description_status }, $inc: { version: 1 } })
      return matchedCount === 1
    }
    // After a failure the text of a former generation goes on serving.
    const hasFailed = 'error' in end && end.error !== null
    const serves = hasFailed && (await write({ ...unfinished, description: { $ne: null } }, 'done'))
    return serves || write(unfinished, end.status, text || {})
  }

  return {
    /** Marks what was asked for as running, and answers what to read. Null: there is nothing to do (any more). Safe to run twice. */
    async beginDescription(id: string, now: Date): Promise<{ request: number; url: string } | null> {
      const started = await applications.findOneAndUpdate(
        { _id: new ObjectId(id), description_status: { $in: ['pending', 'running'] }, url: { $ne: null } },
        {
          $set: { description_status: 'running', description_step: 'fetching', description_started_at: now, description_updated_at: now },
          $inc: { version: 1 },
        },
        { returnDocument: 'after', projection: { description_request: 1, url: 1 } },
      )
      return started?.url ? { request: started.description_request, url: started.url } : null
    },

    /**
     * Asks for a description again, whatever became of the former one; one that waits or runs is left, and so is a text of the user's.
     * Safe to run twice. False: nothing was asked for.
     */
    async renewDescription(id: string, now: Date): Promise<boolean> {
      const { matchedCount } = await applications.updateOne(
        { _id: new ObjectId(id), url: { $ne: null }, description_source: { $ne: 'user' }, description_status: { $nin: ['pending', 'running'] } },
        { $set: { ...awaited(now), updated_at: now }, $inc: { version: 1, description_request: 1 } },
      )
      return matchedCount === 1
    },

    /** The address to read under that count. Undefined: there is nothing to do under it (any more). */
    async descriptionUrl(id: string, request: number): Promise<string | undefined> {
      const asked = await applications.findOne({ ...current(id, request), description_status: 'running' }, { projection: { url: 1 } })
      return asked?.url ?? undefined
    },

    /** Tells how far the generation is. */
    async noteDescriptionStep(id: string, request: number, step: DescriptionStep, now: Date): Promise<void> {
      await applications.updateOne(
        { ...current(id, request), description_status: 'running' },
        { $set: { description_step: step, description_updated_at: now } },
      )
    },

    /** Whose description it is, under that count. Undefined: there is nothing to do under it (any more). */
    async describedUser(id: string, request: number): Promise<string | undefined> {
      const asked = await applications.findOne({ ...current(id, request), description_status: 'running' }, { projection: { user_id: 1 } })
      return asked?.user_id.toHexString()
    },

    /** Tells why it takes longer, and when it is tried again. Live events show it; the end overwrites it. */
    async noteDescriptionError(id: string, request: number, error: StoredDescriptionError, now: Date): Promise<void> {
      await applications.updateOne(
        { ...current(id, request), description_status: 'running' },
        { $set: { description_error: error, description_updated_at: now }, $inc: { version: 1 } },
      )
    },

    finishDescription,

    /** Descriptions that were asked for and not touched since `updatedBefore`, in id order after `after`. Served by `applications_by_description`. */
    async listUnfinished({
      updatedBefore,
      after,
      limit,
    }: {
      updatedBefore: Date
      after: string | undefined
      limit: number
    }): Promise<UnfinishedDescription[]> {
      const unfinished = await applications
        .find({
          description_status: { $in: ['pending', 'running'] },
          description_updated_at: { $lt: updatedBefore },
          ...(after !== undefined && { _id: { $gt: new ObjectId(after) } }),
        })
        .project<{ _id: ObjectId; user_id: ObjectId; url: string | null; description_status: 'pending' | 'running'; description_request: number }>({
          user_id: 1,
          url: 1,
          description_status: 1,
          description_request: 1,
        })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
      return unfinished.map(({ _id, user_id, url, description_status, description_request }) => ({
        id: _id.toHexString(),
        userId: user_id.toHexString(),
        url,
        status: description_status,
        request: description_request,
      }))
    },

    /**
     * Ids of those that have an address and neither a description nor one that is asked for, or for which a budget had no room, in order after
     * `after`. Walks the ids: for migrations.
     */
    async listUndescribed(after: string | undefined, limit: number): Promise<string[]> {
      const missing: Filter<ApplicationDocument> = {
        url: { $type: 'string' },
        $or: [
          { description: null, description_status: { $in: ['none', 'failed'] } },
          { description_status: 'done', description_source: 'extracted', 'description_error.code': 'budget_reached' },
        ],
      }
      const found = await applications
        .find({ ...missing, ...(after !== undefined && { _id: { $gt: new ObjectId(after) } }) }, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
      return found.map(({ _id }) => _id.toHexString())
    },

    /**
     * Those that have their end and were promised another try by now, the longest-promised first: for lack of budget extraction serves. What
     * is archived waits until it is taken out. Served by `applications_to_describe_again`.
     */
    async listDueAgain(now: Date, limit: number): Promise<DueDescription[]> {
      const due = await applications
        .find({
          'description_error.retry_at': { $lte: now.toISOString() },
          description_status: { $in: ['done', 'failed'] },
          description_source: { $ne: 'user' },
          url: { $ne: null },
          archived: false,
        })
        .project<{ _id: ObjectId; user_id: ObjectId; url: string }>({ user_id: 1, url: 1 })
        .sort({ 'description_error.retry_at': 1 })
        .limit(limit)
        .toArray()
      return due.map(({ _id, user_id, url }) => ({ id: _id.toHexString(), userId: user_id.toHexString(), url }))
    },

    /** Promises the other try for later. */
    async postponeDescription(id: string, retryAt: Date, now: Date): Promise<void> {
      await applications.updateOne(
        { _id: new ObjectId(id), description_status: { $in: ['done', 'failed'] }, 'description_error.code': 'budget_reached' },
        { $set: { 'description_error.retry_at': retryAt.toISOString(), updated_at: now }, $inc: { version: 1 } },
      )
    },

    /** Ends what is stuck. False when it was no longer stuck under that request. */
    failUnfinished(id: string, request: number, error: StoredDescriptionError, now: Date): Promise<boolean> {
      return finishDescription(id, request, { status: 'failed', error }, now)
    },
  }
}
