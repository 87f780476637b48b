import { type Db, ObjectId } from 'mongodb'
import type { ApplicationDocument } from './application-document.ts'
import type { HiddenOfferDocument } from './job-offer-document.ts'

/** What MongoDB's stand-in compares with each other at once. */
const AT_ONCE = 50

interface Referred {
  _id: ObjectId
  merged_ids: readonly ObjectId[]
}

/**
 * Which of these offers somebody refers to, by their own id or that of an offer that was merged into them: an application, a user who hid it, a
 * collection that imported it.
 * @returns their ids in hex
 */
export async function referredTo(db: Db, offers: readonly Referred[]): Promise<Set<string>> {
  const owners = new Map(offers.flatMap(({ _id, merged_ids }) => [_id, ...merged_ids].map((id) => [id.toHexString(), _id.toHexString()])))
  const ids = [...owners.keys()].map((id) => new ObjectId(id))
  const referring = [
    db.collection<ApplicationDocument>('applications'),
    db.collection<HiddenOfferDocument>('hidden_offers'),
    db.collection<{ offer_id: ObjectId | null }>('collections'),
  ]
  const found = new Set<string>()
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE)
    for (const collection of referring) {
      const records = await collection.find({ offer_id: { $in: some } } as object, { projection: { _id: 0, offer_id: 1 } }).toArray()
      for (const { offer_id } of records) found.add(owners.get(String(offer_id)) ?? '')
    }
  }
  return found
}
