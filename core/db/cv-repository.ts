import { createHash } from 'node:crypto'
import { type Db, MongoServerError, ObjectId, type WithId } from 'mongodb'
import { CV_MEDIA_TYPES, type CvFormat } from '../domain/cv-rules.ts'
import { AppError, found } from '../errors.ts'
import { createCvFiles, cvFile, type StoredCvFile } from './cv-files.ts'
import type { StoredUser } from './user-document.ts'

/** A file that no user refers to and that is this old is what a crash left. */
const ABANDONED_MS = 10 * 60_000
/** A file is its user's CV sooner than that, or never: nobody takes it for abandoned. */
const SWITCH_WITHIN_MS = 5 * 60_000

/** The CV of a user, its content not read yet. */
export interface Cv {
  username: string
  format: CvFormat
  mediaType: string
  /** Bytes. */
  length: number
  /** The content in chunks; it fails when MongoDB does, or when another CV takes this one's place meanwhile. */
  read(): AsyncGenerator<Uint8Array>
}

export type CvRepository = ReturnType<typeof createCvRepository>

/** CVs: one a user, in MongoDB. */
export function createCvRepository(db: Db) {
  const users = db.collection<StoredUser>('users')
  const files = createCvFiles(db)

  const findUser = (_id: ObjectId) => users.findOne({ _id }, { projection: { username: 1, cv_file_id: 1, erasing_at: 1 } })

  /** The user, unless all that is theirs is being erased. */
  async function livingUser(_id: ObjectId) {
    const user = found(await findUser(_id), 'user')
    return found(user.erasing_at ? null : user, 'user')
  }

  /** Whether the user's CV is this very content. */
  async function isStored(fileId: ObjectId | null | undefined, { sha256, format }: StoredCvFile['metadata']): Promise<boolean> {
    const current = fileId ? await files.find(fileId) : null
    return current?.metadata.sha256 === sha256 && current.metadata.format === format
  }

  /**
   * Makes a whole file the user's CV, and answers the files that nobody needs then. They are listed before the user's record is
   * changed, and the change fails when another upload's came between: so no upload sweeps a file that another has just made the CV.
   */
  async function makeCurrent(file: WithId<StoredCvFile>, clock: () => Date): Promise<ObjectId[]> {
    const _id = file.metadata.user_id
    while (true) {
      const { cv_file_id } = await livingUser(_id)
      const now = clock()
      if (now.getTime() - file.uploadDate.getTime() > SWITCH_WITHIN_MS) throw new AppError('database_unavailable')
      const old = await files.idsOf(_id, new Date(now.getTime() - ABANDONED_MS))
      const unneeded = [...old, ...(cv_file_id ? [cv_file_id] : [])]
      const change = { $set: { cv_file_id: file._id, updated_at: now }, $inc: { version: 1 } }
      const changed = await users.updateOne({ _id, cv_file_id: cv_file_id ?? null, erasing_at: null }, change)
      if (changed.matchedCount === 1) return unneeded
    }
  }

  return {
    /**
     * Makes the content the user's CV, whose former one stays until this one is safe. The same content again changes nothing.
     * Files that nobody refers to any more go now, or with the next CV when that fails.
     * @param clock read when the file's writing begins and when it becomes the CV
     * @throws AppError not_found when there is no such user, or their erasure was asked for
     */
    async store(userId: string, { bytes, format }: { bytes: Uint8Array; format: CvFormat }, clock: () => Date): Promise<void> {
      const user_id = new ObjectId(userId)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const metadata = { user_id, format, content_type: CV_MEDIA_TYPES[format], sha256 }
      if (await isStored((await livingUser(user_id)).cv_file_id, metadata)) return
      const file = cvFile(metadata, bytes.length, clock())
      const withdrawnIf = (sure: typeof AppError | typeof MongoServerError) => async (error: unknown) => {
        if (error instanceof sure) await files.delete([file._id]).catch(ignore)
        throw error
      }
      await files.write(file, bytes).catch(withdrawnIf(MongoServerError))
      // Any other failure leaves open whether the file has become the CV.
      const unneeded = await makeCurrent(file, clock).catch(withdrawnIf(AppError))
      await files.delete(unneeded).catch(ignore)
    },

    /** @throws AppError not_found when the user has none, or there is no such user */
    async get(userId: string): Promise<Cv> {
      let seen: ObjectId | undefined
      while (true) {
        const user = await findUser(new ObjectId(userId))
        // The same id twice: it is not that another CV has just taken its place.
        if (!user?.cv_file_id || seen?.equals(user.cv_file_id)) throw new AppError('not_found', { params: { resource: 'cv' } })
        seen = user.cv_file_id
        const file = await files.find(seen)
        if (file === null) continue
        const { length, metadata } = file
        return { username: user.username, format: metadata.format, mediaType: metadata.content_type, length, read: () => files.read(file) }
      }
    },

    /** Deletes every file of the user, what a broken upload left included, and answers how many. The user's record is left alone. */
    async deleteAllOf(userId: string): Promise<number> {
      const ids = await files.idsOf(new ObjectId(userId))
      await files.delete(ids)
      return ids.length
    },
  }
}

const ignore = () => {}
