import type { Db, IndexDescription } from 'mongodb'

const DAY_S = 24 * 60 * 60

/** Every index, by collection: what a list, a count or an expiry relies on. */
export const INDEXES: Record<string, IndexDescription[]> = {
  users: [
    { name: 'users_by_name', key: { names: 1 }, unique: true },
    { name: 'users_by_folded_name', key: { folded_names: 1 }, sparse: true },
    { name: 'users_by_creation', key: { created_at: -1, _id: -1 } },
    { name: 'users_by_word', key: { words: 1 } },
    { name: 'users_being_erased', key: { erasing_at: 1, _id: 1 }, partialFilterExpression: { erasing_at: { $type: 'date' } } },
  ],
  sessions: [
    { name: 'sessions_live_by_user', key: { user_id: 1, revoked_at: 1, created_at: -1, _id: -1 } },
    { name: 'sessions_expire', key: { expires_at: 1 }, expireAfterSeconds: 0 },
  ],
  applications: [
    { name: 'applications_by_date', key: { user_id: 1, application_date: -1, _id: -1 } },
    // The status of its description at the end has the figures for Prometheus counted from keys alone.
    { name: 'applications_by_statuses', key: { user_id: 1, status: 1, application_date: -1, _id: -1, description_status: 1 } },
    { name: 'applications_by_archived', key: { user_id: 1, archived: 1, application_date: -1, _id: -1 } },
    { name: 'applications_by_creation', key: { user_id: 1, created_at: -1, _id: -1 } },
    { name: 'applications_by_update', key: { user_id: 1, updated_at: -1, _id: -1 } },
    { name: 'applications_by_company', key: { user_id: 1, company_sort: 1, _id: 1 } },
    { name: 'applications_by_word', key: { user_id: 1, words: 1 } },
    {
      name: 'applications_by_offer',
      key: { user_id: 1, offer_id: 1 },
      unique: true,
      partialFilterExpression: { offer_id: { $type: 'objectId' } },
    },
    // Not partial: MongoDB's stand-in finds nothing by a partial one.
    { name: 'applications_to_archive', key: { status: 1, archived: 1, application_date: 1, unarchived_at: 1 } },
    { name: 'applications_archived_by', key: { archived_by: 1 }, sparse: true },
    { name: 'applications_of_offer', key: { offer_id: 1 } },
    // Neither partial nor with a second key: else MongoDB's stand-in reads every application to find the few that are sought.
    { name: 'applications_by_description', key: { description_status: 1, description_updated_at: 1, _id: 1 } },
    { name: 'applications_to_describe_again', key: { 'description_error.retry_at': 1 }, sparse: true },
  ],
  tasks: [
    { name: 'tasks_by_creation', key: { user_id: 1, created_at: -1, _id: -1 } },
    { name: 'tasks_by_status', key: { user_id: 1, status: 1, created_at: -1, _id: -1 } },
    { name: 'tasks_by_archived', key: { user_id: 1, archived: 1, created_at: -1, _id: -1 } },
    { name: 'tasks_by_due_date', key: { user_id: 1, due_date: 1, _id: 1 } },
    { name: 'tasks_by_update', key: { user_id: 1, updated_at: -1, _id: -1 } },
  ],
  searches: [
    { name: 'searches_by_creation', key: { user_id: 1, created_at: -1, _id: -1 } },
    { name: 'searches_enabled', key: { enabled: 1, _id: 1 } },
  ],
  job_offers: [
    { name: 'job_offers_by_creation', key: { created_at: -1, _id: -1 } },
    // What follows the sort lets several exact filters at once read keys only, and no document that one of them refuses.
    { name: 'job_offers_by_contract', key: { contract_type: 1, created_at: -1, _id: -1, remote: 1, source: 1, liveness: 1 } },
    { name: 'job_offers_by_remote', key: { remote: 1, created_at: -1, _id: -1, source: 1, liveness: 1 } },
    { name: 'job_offers_by_source', key: { source: 1, created_at: -1, _id: -1, liveness: 1 } },
    { name: 'job_offers_by_liveness', key: { liveness: 1, created_at: -1, _id: -1 } },
    { name: 'job_offers_by_posting', key: { posted_at: -1, created_at: -1, _id: -1 } },
    { name: 'job_offers_by_word', key: { words: 1 } },
    { name: 'job_offers_by_merged_id', key: { merged_ids: 1 } },
    { name: 'job_offers_by_listing', key: { listing_keys: 1 }, unique: true, sparse: true },
    // Not sparse: it also finds the offers of former backends, which have no print yet.
    { name: 'job_offers_by_print', key: { 'print.keys': 1 } },
    { name: 'job_offers_to_clean', key: { to_clean: 1, _id: 1 } },
    { name: 'job_offers_by_end', key: { liveness: 1, valid_through: 1 } },
    { name: 'job_offers_by_last_sight', key: { liveness: 1, last_seen_at: 1, _id: 1 } },
    { name: 'job_offers_being_merged', key: { 'merging.has_begun': 1 }, sparse: true },
    { name: 'job_offers_being_split', key: { 'splitting.has_begun': 1 }, sparse: true },
  ],
  collections: [
    { name: 'collections_active', key: { key: 1 }, unique: true, partialFilterExpression: { active: true } },
    { name: 'collections_by_user', key: { user_ids: 1, created_at: -1, _id: -1 } },
    { name: 'collections_by_creation', key: { created_at: -1, _id: -1 } },
    {
      name: 'collections_unfinished',
      key: { status: 1, updated_at: 1, _id: 1 },
      partialFilterExpression: { status: { $in: ['pending', 'running'] } },
    },
    // Those that wait or run have no end yet, and stay.
    { name: 'collections_expire', key: { ended_at: 1 }, expireAfterSeconds: 365 * DAY_S },
    { name: 'collections_of_offer', key: { offer_id: 1 } },
    { name: 'collections_held', key: { held_by: 1, _id: 1 }, partialFilterExpression: { held_by: { $type: 'string' } } },
  ],
  collection_steps: [
    { name: 'collection_steps_by_key', key: { collection_id: 1, source: 1, key: 1 }, unique: true },
    { name: 'collection_steps_by_outcome', key: { collection_id: 1, source: 1, outcome: 1, _id: 1 } },
    { name: 'collection_steps_by_change', key: { collection_id: 1, source: 1, changed_at: -1, _id: -1 } },
    { name: 'collection_steps_expire', key: { created_at: 1 }, expireAfterSeconds: 30 * DAY_S },
  ],
  source_boards: [
    { name: 'source_boards_by_key', key: { source: 1, key: 1 }, unique: true },
    { name: 'source_boards_expire', key: { seen_at: 1 }, expireAfterSeconds: 60 * DAY_S },
  ],
  source_refusals: [{ name: 'source_refusals_expire', key: { refused_at: 1 }, expireAfterSeconds: DAY_S }],
  former_applications: [{ name: 'former_applications_by_user', key: { user_id: 1 } }],
  former_tasks: [{ name: 'former_tasks_by_user', key: { user_id: 1 } }],
  hidden_offers: [
    { name: 'hidden_offers_by_user', key: { user_id: 1, offer_id: 1 }, unique: true },
    { name: 'hidden_offers_by_offer', key: { offer_id: 1 } },
  ],
  'cvs.files': [{ name: 'cvs_by_user', key: { 'metadata.user_id': 1, uploadDate: -1 } }],
  'cvs.chunks': [{ name: 'cv_chunks_in_order', key: { files_id: 1, n: 1 }, unique: true }],
  maintenance_batches: [{ name: 'maintenance_batches_expire', key: { created_at: 1 }, expireAfterSeconds: 7 * DAY_S }],
  pages: [{ name: 'pages_expire', key: { fetched_at: 1 }, expireAfterSeconds: DAY_S }],
  model_answers: [{ name: 'model_answers_expire', key: { created_at: 1 }, expireAfterSeconds: 90 * DAY_S }],
  model_usage: [
    { name: 'model_usage_by_user', key: { user_id: 1, at: -1 } },
    { name: 'model_usage_expire', key: { at: 1 }, expireAfterSeconds: 400 * DAY_S },
  ],
  model_budgets: [
    { name: 'model_budgets_by_user', key: { user_id: 1 }, sparse: true },
    { name: 'model_budgets_expire', key: { expires_at: 1 }, expireAfterSeconds: 0 },
  ],
  crawl_hosts: [{ name: 'crawl_hosts_expire', key: { used_at: 1 }, expireAfterSeconds: 60 * DAY_S }],
  crawl_failures: [{ name: 'crawl_failures_expire', key: { failed_at: 1 }, expireAfterSeconds: DAY_S }],
  crawl_robots: [{ name: 'crawl_robots_expire', key: { fetched_at: 1 }, expireAfterSeconds: 60 * DAY_S }],
  source_payloads: [
    { name: 'source_payloads_by_key', key: { key: 1, fetched_at: -1 } },
    { name: 'source_payloads_expire', key: { expires_at: 1 }, expireAfterSeconds: 0 },
  ],
  rate_limits: [
    { name: 'rate_limits_by_key', key: { key: 1 }, unique: true },
    { name: 'rate_limits_expire', key: { expire: 1 }, expireAfterSeconds: 0 },
  ],
  idempotency_keys: [{ name: 'idempotency_keys_expire', key: { created_at: 1 }, expireAfterSeconds: DAY_S }],
}

/** Creates the indexes that are missing. Safe to run by several processes at once, and again when MongoDB was away. */
export async function ensureIndexes(db: Db): Promise<void> {
  // A client whose first connection failed stays closed until it is told to connect.
  await db.client.connect()
  for (const [collection, indexes] of Object.entries(INDEXES)) await db.collection(collection).createIndexes(indexes)
}
