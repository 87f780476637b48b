import { Binary, type Db, ObjectId, type WithId } from 'mongodb'
import type { CvFormat } from '../domain/cv-rules.ts'

/** That of GridFS, and of what a download holds in memory. */
const CHUNK_BYTES = 255 * 1024

/** A document of `cvs.files`, as GridFS wants it. */
export interface StoredCvFile {
  length: number
  chunkSize: number
  uploadDate: Date
  filename: string
  metadata: { user_id: ObjectId; format: CvFormat; content_type: string; sha256: string }
}

interface StoredChunk {
  files_id: ObjectId
  n: number
  data: Binary
}

/**
 * The GridFS bucket `cvs`, readable by any GridFS tool. Not by means of the driver's GridFSBucket: that writes a file's document last
 * and deletes it first, so a crash leaves chunks that nobody's erasure finds; and a slow download would hold a whole file in memory.
 */
export function createCvFiles(db: Db) {
  const files = db.collection<StoredCvFile>('cvs.files')
  const chunks = db.collection<StoredChunk>('cvs.chunks')

  return {
    /** The document first, then the content. */
    async write(file: WithId<StoredCvFile>, bytes: Uint8Array): Promise<void> {
      await files.insertOne(file)
      for (let n = 0; n * file.chunkSize < bytes.length; n++) await chunks.insertOne(chunkOf(file, bytes, n))
    },

    find: (_id: ObjectId): Promise<WithId<StoredCvFile> | null> => files.findOne({ _id }),

    /** The content, chunk after chunk, each asked for when it is wanted. @throws Error when the file is deleted meanwhile */
    async *read({ _id, length, chunkSize }: WithId<StoredCvFile>): AsyncGenerator<Uint8Array> {
      for (let n = 0; n * chunkSize < length; n++) {
        const chunk = await chunks.findOne({ files_id: _id, n })
        if (chunk === null) throw new Error(`chunk ${n} of CV ${_id.toHexString()} is missing`)
        yield chunk.data.buffer
      }
    },

    /** Ids of the user's files, of those written before `before` only. Served by the index `cvs_by_user`. */
    async idsOf(user_id: ObjectId, before?: Date): Promise<ObjectId[]> {
      const query = { 'metadata.user_id': user_id, ...(before && { uploadDate: { $lt: before } }) }
      return (await files.find(query, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id)
    },

    /** The content first, then the documents. Safe to run twice. */
    async delete(ids: readonly ObjectId[]): Promise<void> {
      if (ids.length === 0) return
      await chunks.deleteMany({ files_id: { $in: [...ids] } })
      await files.deleteMany({ _id: { $in: [...ids] } })
    },
  }
}

/** The document of a file that is still to be written. */
export function cvFile(metadata: StoredCvFile['metadata'], length: number, uploadDate: Date): WithId<StoredCvFile> {
  const _id = new ObjectId()
  return { _id, length, chunkSize: CHUNK_BYTES, uploadDate, filename: `${_id.toHexString()}.${metadata.format}`, metadata }
}

const chunkOf = ({ _id, chunkSize }: WithId<StoredCvFile>, bytes: Uint8Array, n: number): StoredChunk => ({
  files_id: _id,
  n,
  data: new Binary(bytes.subarray(n * chunkSize, (n + 1) * chunkSize)),
})
