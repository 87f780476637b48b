import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { type Db, ObjectId } from 'mongodb'
import type { CvInspection } from '../api/users/cv/inspection.ts'
import type { CvRepository } from '../core/db/cv-repository.ts'
import { type CvProblem, cvFormatOf, MAX_CV_BYTES } from '../core/domain/cv-rules.ts'
import { AppError } from '../core/errors.ts'

/** Why a file was not imported. */
export type FileReason = CvProblem | 'no_user_id' | 'user_unknown' | 'older_copy' | 'cv_empty' | 'cv_too_large' | 'cv_type_unsupported'

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

/**
 * Imports the former backend's uploads: of each user the newest file whose name holds their id, checked as an upload is. A user who has
 * a CV in MongoDB keeps it, so a second import changes nothing. Files are left where they are, and those not imported are listed.
 */
export async function importCvs(folder: string, { db, cvs, inspect, dryRun, listed, now }: CvImport): Promise<CvCounts> {
  const counts: CvCounts = { files: 0, imported: 0, present: 0 }
  const newest = new Map<string, { file: string; modified: number; hasCv: boolean }>()
  const list = (file: string, reason: FileReason) => listed({ file: relative(folder, file), reason })

  for await (const file of filesIn(folder)) {
    counts.files += 1
    const ids = relative(folder, file).match(USER_ID) ?? []
    const user = await userOf(db, ids)
    if (user === undefined) {
      list(file, ids.length === 0 ? 'no_user_id' : 'user_unknown')
      continue
    }
    const modified = (await stat(file)).mtimeMs
    const other = newest.get(user.id)
    // Of two that are as new, the later name: the order of a folder's files is nobody's.
    const isNewer = other === undefined || modified > other.modified || (modified === other.modified && file > other.file)
    if (isNewer) newest.set(user.id, { file, modified, hasCv: user.hasCv })
    if (other !== undefined) list(isNewer ? other.file : file, 'older_copy')
  }

  for (const [userId, { file, hasCv }] of newest) {
    const reason = hasCv ? undefined : await imported(userId, file)
    if (hasCv) counts.present += 1
    else if (reason === undefined) counts.imported += 1
    else list(file, reason)
  }
  return counts

  async function imported(userId: string, file: string): Promise<FileReason | undefined> {
    const { size } = await stat(file)
    if (size === 0) return 'cv_empty'
    if (size > MAX_CV_BYTES) return 'cv_too_large'
    const bytes = await readFile(file)
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

async function* filesIn(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesIn(path)
    else if (entry.isFile()) yield path
  }
}

/** The first of the ids that is a user's. A dry run meets ids that are still written out. */
async function userOf(db: Db, ids: readonly string[]): Promise<{ id: string; hasCv: boolean } | undefined> {
  for (const id of ids.map((one) => one.toLowerCase())) {
    const known = { _id: { $in: [new ObjectId(id), id as unknown as ObjectId] } }
    const user = await db.collection('users').findOne(known, { projection: { cv_file_id: 1 } })
    if (user !== null) return { id, hasCv: user.cv_file_id instanceof ObjectId }
  }
  return undefined
}
