import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { Binary, type Db, ObjectId } from 'mongodb'

const [pack, unpack] = [promisify(gzip), promisify(gunzip)]
const DAY_MS = 24 * 60 * 60_000
const KEPT_MS = 14 * DAY_MS
/** A body that a newer one replaced may still be read by a run that has its id. */
const REPLACED_KEPT_MS = DAY_MS

/** What a request was answered, decoded: never larger than the crawler's cap. */
export interface Payload {
  /** Equal for equal requests. */
  key: string
  url: string
  /** The address that answered, after redirects. */
  finalUrl: string
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  /** Whether the body is to be read as JSON. */
  isJson: boolean
  via: 'http' | 'browser'
  body: string
}

/** By which a site tells whether its answer has changed. */
export interface Validators {
  id: string
  etag: string | null
  lastModified: string | null
}

interface StoredPayload extends Omit<Payload, 'finalUrl' | 'isJson' | 'body'> {
  _id: ObjectId
  final_url: string
  is_json: boolean
  /** UTF-8, gzipped. */
  body: Binary
  content_type: string | null
  etag: string | null
  last_modified: string | null
  fetched_at: Date
  expires_at: Date
}

export type PayloadRepository = ReturnType<typeof createPayloadRepository>

/**
 * What sources answered: workflows hand it on by id, and the next run asks whether it has changed. Each goes 14 days after it was last
 * confirmed (a TTL index). One is never changed: a newer answer has another id.
 */
export function createPayloadRepository(db: Db) {
  const payloads = db.collection<StoredPayload>('source_payloads')

  return {
    /** Keeps an answer and tells its id. Those of the same key go within a day. */
    async save({ finalUrl, isJson, body, ...payload }: Payload, now: Date): Promise<string> {
      const _id = new ObjectId()
      const { 'content-type': contentType, etag, 'last-modified': lastModified } = payload.headers
      await payloads.insertOne({
        _id,
        ...payload,
        final_url: finalUrl,
        is_json: isJson,
        body: new Binary(await pack(body)),
        content_type: contentType ?? null,
        etag: etag ?? null,
        last_modified: lastModified ?? null,
        fetched_at: now,
        expires_at: after(now, KEPT_MS),
      })
      const replaced = after(now, REPLACED_KEPT_MS)
      const former = { key: payload.key, _id: { $ne: _id }, expires_at: { $gt: replaced } }
      // Mostly there is none: to look costs less than a write that finds nothing.
      if ((await payloads.findOne(former, { projection: { _id: 1 } })) !== null) await payloads.updateMany(former, { $set: { expires_at: replaced } })
      return _id.toHexString()
    },

    /** The answer; undefined when it was never kept or has expired. */
    async get(id: string): Promise<(Payload & { fetchedAt: Date }) | undefined> {
      const stored = await payloads.findOne({ _id: new ObjectId(id) })
      if (stored === null) return undefined
      const { key, url, final_url, status, headers, is_json, via, body, fetched_at } = stored
      const text = (await unpack(body.buffer)).toString('utf8')
      return { key, url, finalUrl: final_url, status, headers, isJson: is_json, via, body: text, fetchedAt: fetched_at }
    },

    /** The validators of the newest answer to such a request that has any. Served by the index `source_payloads_by_key`. */
    async validators(key: string): Promise<Validators | undefined> {
      const projection = { status: 1, etag: 1, last_modified: 1 }
      const newest = await payloads.findOne({ key }, { sort: { fetched_at: -1 }, projection })
      if (newest?.status !== 200 || (newest.etag ?? newest.last_modified) === null) return undefined
      return { id: newest._id.toHexString(), etag: newest.etag, lastModified: newest.last_modified }
    },

    /** Notes that the site still answers so. False: it is no longer kept. */
    async touch(id: string, now: Date): Promise<boolean> {
      const { matchedCount } = await payloads.updateOne({ _id: new ObjectId(id) }, { $set: { fetched_at: now, expires_at: after(now, KEPT_MS) } })
      return matchedCount === 1
    },
  }
}

const after = (time: Date, ms: number) => new Date(time.getTime() + ms)
