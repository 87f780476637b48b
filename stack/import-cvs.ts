import { readdir, readFile, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { type Db, ObjectId } from 'mongodb'
import type { CvInspection } from '../api/users/cv/inspection.ts'
import type { CvRepository } from '../core/db/cv-repository.ts'
import { type CvProblem, cvFormatOf, MAX_CV_BYTES } from '../core/domain/cv-rules.ts'
import { AppError } from '../core/errors.ts'

/** Why a file was not imported. */
export type FileReason =
  | CvProblem
  | 'no_user_id'
  | 'user_unknown'
  | 'older_copy'
  | 'file_unreadable'
  | 'cv_empty'
  | 'cv_too_large'
  | 'cv_type_unsupported'

export interface CvCounts {
  files: number
  imported: number
  /** Newest files of users who have a CV in MongoDB already: it stays. */
  present: number
}

interface CvImport {
  db: Db
  cvs: Pick<CvRepository, 'store'>
  inspect: CvInspection
  dryRun: boolean
  listed: (problem: { file: string; reason: FileReason }) => void
  now: () => Date
}

/** An id, and not a part of a longer number such as a checksum. */
const USER_ID = /(?<![0-9a-f])[0-9a-f]{24}(?![0-9a-f])/gi

const SEPARATOR = Buffer.from(sep)

/** A path is bytes: a name that is no UTF-8 leads to its file too. */
interface UploadedFile {
  path: Buffer
  /** The path within the folder, as text. */
  name: string
}

interface Candidates {
  hasCv: boolean
  files: (UploadedFile & { modified: number })[]
}

/**
 * Imports the former backend's uploads: of each user the newest file whose name holds their id and that is taken, checked as an upload
 * is. A user who has a CV in MongoDB keeps it, so a second import changes nothing. Files are left where they are, and those not imported
 * are listed, files and folders that can't be read included.
 */
export async function importCvs(folder: string, { db, cvs, inspect, dryRun, listed, now }: CvImport): Promise<CvCounts> {
  const counts: CvCounts = { files: 0, imported: 0, present: 0 }
  const users = new Map<string, Candidates>()
  const list = (file: string, reason: FileReason) => listed({ file, reason })

  for await (const { path, name } of filesIn({ path: Buffer.from(folder), name: '' }, (unread) => list(unread || '.', 'file_unreadable'))) {
    counts.files += 1
    const ids = name.match(USER_ID) ?? []
    const user = await userOf(db, ids)
    const modified = (await orUndefined(stat(path)))?.mtimeMs
    if (user === undefined) list(name, ids.length === 0 ? 'no_user_id' : 'user_unknown')
    else if (modified === undefined) list(name, 'file_unreadable')
    else {
      const candidates = users.get(user.id) ?? { hasCv: user.hasCv, files: [] }
      candidates.files.push({ path, name, modified })
      users.set(user.id, candidates)
    }
  }
  for (const [userId, candidates] of users) await importNewest(userId, candidates)
  return counts

  async function importNewest(userId: string, { hasCv, files }: Candidates): Promise<void> {
    files.sort(newestFirst)
    if (hasCv) counts.present += 1
    const taken = hasCv ? 0 : await firstTaken(userId, files)
    for (const { name } of files.slice(taken + 1)) list(name, 'older_copy')
  }

  /** The place of the first file that could be imported; those before are listed. */
  async function firstTaken(userId: string, files: readonly UploadedFile[]): Promise<number> {
    for (const [place, file] of files.entries()) {
      const reason = await imported(userId, file)
      if (reason !== undefined) list(file.name, reason)
      else {
        counts.imported += 1
        return place
      }
    }
    return files.length
  }

  async function imported(userId: string, { path }: UploadedFile): Promise<FileReason | undefined> {
    const size = (await orUndefined(stat(path)))?.size
    if (size === 0) return 'cv_empty'
    if (size !== undefined && size > MAX_CV_BYTES) return 'cv_too_large'
    const bytes = await orUndefined(readFile(path))
    if (bytes === undefined) return 'file_unreadable'
    const format = cvFormatOf(bytes)
    if (format === undefined) return 'cv_type_unsupported'
    const problem = await inspect(bytes, format)
    if (problem !== undefined || dryRun) return problem
    try {
      await cvs.store(userId, { bytes, format }, now)
      return undefined
    } catch (error) {
      // Deleted, or being erased.
      if (error instanceof AppError && error.code === 'not_found') return 'user_unknown'
      throw error
    }
  }
}

/** Of two that are as new, the later name first: the order of a folder's files is nobody's. */
const newestFirst = (a: Candidates['files'][number], b: Candidates['files'][number]) => b.modified - a.modified || b.path.compare(a.path)

async function* filesIn({ path, name }: UploadedFile, unread: (name: string) => void): AsyncGenerator<UploadedFile> {
  const entries = await orUndefined(readdir(path, { withFileTypes: true, encoding: 'buffer' }))
  if (entries === undefined) return unread(name)
  for (const entry of entries.sort((a, b) => a.name.compare(b.name))) {
    const file = { path: Buffer.concat([path, SEPARATOR, entry.name]), name: join(name, entry.name.toString()) }
    if (entry.isDirectory()) yield* filesIn(file, unread)
    else if (entry.isFile()) yield file
  }
}

/** What the file system answers; undefined when it can't, whyever: one file's trouble is no other's. */
const orUndefined = <T>(answer: Promise<T>): Promise<T | undefined> => answer.catch(() => undefined)

/** The first of the ids that is a user's. A dry run meets ids that are still written out. */
async function userOf(db: Db, ids: readonly string[]): Promise<{ id: string; hasCv: boolean } | undefined> {
  for (const id of ids.map((one) => one.toLowerCase())) {
    const known = { _id: { $in: [new ObjectId(id), id as unknown as ObjectId] } }
    const user = await db.collection('users').findOne(known, { projection: { cv_file_id: 1 } })
    if (user !== null) return { id, hasCv: user.cv_file_id instanceof ObjectId }
  }
  return undefined
}
