import { createHash } from 'node:crypto'
import { type Collection, ObjectId, type UpdateFilter, type WithId } from 'mongodb'
import type { DoubleRecord, Listing } from '../domain/collected-offer.ts'
import type { Records } from '../domain/merged-offer.ts'
import { catalogueDocument, changedFields, entryOf } from './catalogue-document.ts'
import { isDuplicateKey } from './duplicate-key.ts'
import type { CatalogueDocument } from './job-offer-document.ts'
import { type Lease, stillHeld } from './lease-repository.ts'

type Stored = WithId<CatalogueDocument>

interface Splitting {
  offers: Collection<CatalogueDocument>
  byId(_id: ObjectId): Promise<Stored | null>
  /** Also by the id of one that was merged into it. */
  known(_id: ObjectId): Promise<Stored | null>
  /** @throws AppError not_found */
  load(id: string): Promise<Stored>
  /** Under the lease, and as the offer was read; false: it is to be read again. */
  changed(lease: Lease, stored: Stored, update: UpdateFilter<CatalogueDocument>, now: Date): Promise<boolean>
  deleted(lease: Lease, stored: Stored): Promise<boolean>
}

/** Makes two stored offers of one: the new one says whose listing it was until the other has given it up. */
export function createCatalogueSplitting({ offers, byId, known, load, changed, deleted }: Splitting) {
  async function split(id: string, leaves: (listing: Listing) => boolean, now: Date, lease: Lease): Promise<string | null> {
    const whole = await load(id)
    const parted = partedBy(entryOf(whole).records, leaves)
    if (parted === undefined) return null
    const { parts, stay, keys } = parted
    const _id = idOfSplit(whole._id.toHexString(), keys)
    const record = { listing: { ...parts.listing, keys }, facts: parts.facts, print: parts.print, run: null }
    const { liveness, liveness_reason } = parts.facts
    const apart = stay.flatMap(({ listing }) => listing.keys)
    const own = catalogueDocument(_id, { records: [record], apart, liveness: { liveness, liveness_reason }, seen: false }, now)
    // It is found by its keys once the other has given them up.
    const { listing_keys: _, ...unfound } = own
    const note = { from: whole._id, has_begun: true as const }
    await stillHeld(lease)
    try {
      await offers.insertOne({ ...unfound, splitting: note })
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      // Somebody began it: what it has come to is as good.
      const begun = await byId(_id)
      if (begun !== null && !begun.splitting) await changed(lease, begun, { $set: { splitting: note } }, now)
    }
    await finish(_id, now, lease)
    return _id.toHexString()
  }

  /** From the note that it was parted from another to its end: the other gives its listing up, then it has the keys. */
  async function finish(_id: ObjectId, now: Date, lease: Lease): Promise<void> {
    const part = await byId(_id)
    if (!part?.splitting) return
    if (!(await wasSplit(part, part.splitting.from, now, lease))) await finish(_id, now, lease)
  }

  async function wasSplit(part: Stored, from: ObjectId, now: Date, lease: Lease): Promise<boolean> {
    const keys = keysOf(entryOf(part).records)
    const whole = await known(from)
    if (whole !== null && !whole._id.equals(part._id)) {
      const entry = entryOf(whole)
      const [first, ...rest] = entry.records.filter(({ listing }) => !listing.keys.some((key) => keys.includes(key)))
      // Nothing else is left of the other by now: it is this one.
      if (first === undefined) return deleted(lease, part)
      if (1 + rest.length < entry.records.length) {
        const change = { records: [first, ...(rest as DoubleRecord[])] as const, apart: [...new Set([...entry.apart, ...keys])] }
        const { set, isAnswered } = changedFields(entry, { ...change, liveness: whole, seen: false }, now)
        const given = { $set: set, $pull: { merged_ids: part._id }, ...(isAnswered && { $inc: { version: 1 } }) }
        const unlisted = set.listing_keys === undefined && { $unset: { listing_keys: true as const } }
        if (!(await changed(lease, whole, { ...given, ...unlisted }, now))) return false
      }
    }
    return changed(lease, part, { $set: { listing_keys: keys }, $unset: { splitting: true } }, now)
  }

  return { split, finish }
}

const keysOf = (records: Records) => [...new Set(records.flatMap(({ listing }) => listing.keys))]

/** The listing that is to leave, with the keys that it alone has, and those that stay. Undefined when there is none that can leave. */
export function partedBy(records: Records, leaves: (listing: Listing) => boolean) {
  const parts = records.findLast(({ listing }) => leaves(listing))
  if (parts === undefined) return undefined
  const [first, ...rest] = records.filter((record) => record !== parts)
  if (first === undefined) return undefined
  const taken = new Set([first, ...rest].flatMap(({ listing }) => listing.keys))
  const keys = parts.listing.keys.filter((key) => !taken.has(key))
  return keys.length === 0 ? undefined : { parts, keys, stay: [first, ...(rest as DoubleRecord[])] as const }
}

/** The same id for the same split, so that a repeated one makes no second offer. */
const idOfSplit = (id: string, keys: readonly string[]) =>
  new ObjectId(
    createHash('sha256')
      .update(`${id} ${keys.join(' ')}`)
      .digest('hex')
      .slice(0, 24),
  )
