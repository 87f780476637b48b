import type { Db, IndexDescription } from 'mongodb'

const DAY_S = 24 * 60 * 60

/** Every index, by collection: what a list, a count or an expiry relies on. */
export const INDEXES: Record<string, IndexDescription[]> = {
  users: [{ name: 'users_by_name', key: { names: 1 }, unique: true }],
  sessions: [
    { name: 'sessions_by_user', key: { user_id: 1, created_at: -1 } },
    { name: 'sessions_expire', key: { expires_at: 1 }, expireAfterSeconds: 0 },
  ],
  applications: [
    { name: 'applications_by_date', key: { user_id: 1, application_date: -1, _id: -1 } },
    { name: 'applications_by_status', key: { user_id: 1, status: 1, application_date: -1, _id: -1 } },
    { name: 'applications_by_archived', key: { user_id: 1, archived: 1, application_date: -1, _id: -1 } },
    { name: 'applications_by_creation', key: { user_id: 1, created_at: -1, _id: -1 } },
    { name: 'applications_by_update', key: { user_id: 1, updated_at: -1, _id: -1 } },
    { name: 'applications_by_company', key: { user_id: 1, company_sort: 1, _id: 1 } },
    { name: 'applications_by_word', key: { user_id: 1, words: 1 } },
    {
      name: 'applications_being_described',
      key: { description_status: 1, description_updated_at: 1, _id: 1 },
      partialFilterExpression: { description_status: { $in: ['pending', 'running'] } },
    },
  ],
  pages: [{ name: 'pages_expire', key: { fetched_at: 1 }, expireAfterSeconds: DAY_S }],
  idempotency_keys: [{ name: 'idempotency_keys_expire', key: { created_at: 1 }, expireAfterSeconds: DAY_S }],
}

/** Creates the indexes that are missing. Safe to run by several processes at once, and again when MongoDB was away. */
export async function ensureIndexes(db: Db): Promise<void> {
  // A client whose first connection failed stays closed until it is told to connect.
  await db.client.connect()
  for (const [collection, indexes] of Object.entries(INDEXES)) await db.collection(collection).createIndexes(indexes)
}
