/**
 * The limit that the API is compared with: Hono, the token's signature, the same queries with the driver, `JSON.stringify`. No session, no
 * log, no other header, nothing renamed.
 */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { verify } from 'hono/jwt'
import { type Document, ObjectId } from 'mongodb'
import { connectDatabase } from '../../core/db/connection.ts'

const { API_PORT, SECRET_KEY = '', MONGODB_URI = '', DATABASE_NAME = '' } = process.env
const { db } = connectDatabase({ uri: MONGODB_URI, database: DATABASE_NAME, selectionTimeoutMs: 2_000 })
const PAGE = 101
const newest = (field: string) => ({ [field]: -1, _id: -1 }) as const
const constant = JSON.stringify({
  _id: '6560f0c2a7b4c1d2e3f40516',
  id: '6560f0c2a7b4c1d2e3f40516',
  username: 'camille',
  email: 'camille@example.com',
  full_name: 'Camille Martin',
  role: 'user',
  disabled: false,
  cv_url: null,
  created_at: new Date(),
  updated_at: new Date(),
  last_login: new Date(),
})

const counted = async (collection: string, where: Document, field: string) => {
  const found = db.collection(collection).find(where).sort(newest(field)).limit(PAGE).toArray()
  const [records, total] = await Promise.all([found, db.collection(collection).countDocuments(where)])
  return { records, total }
}

const answers: Record<string, (user_id: ObjectId, query: Record<string, string>) => Promise<{ records: Document[]; total?: number }>> = {
  '/applications': (user_id, { status, archived }) =>
    counted('applications', { user_id, ...(status && { status }), ...(archived && { archived: archived === 'true' }) }, 'application_date'),
  '/tasks': (user_id) => counted('tasks', { user_id }, 'created_at'),
  '/searches': (user_id) => counted('searches', { user_id }, 'created_at'),
  '/auth/sessions': (user_id) => counted('sessions', { user_id, revoked_at: null, expires_at: { $gt: new Date() } }, 'created_at'),
  '/users': async () => {
    const [records, total] = await Promise.all([
      db.collection('users').find().sort(newest('created_at')).limit(PAGE).toArray(),
      db.collection('users').estimatedDocumentCount(),
    ])
    return { records, total }
  },
  '/job-offers': async (user_id) => {
    const [records] = await Promise.all([
      db
        .collection('job_offers')
        .find({}, { projection: { words: 0 } })
        .sort(newest('created_at'))
        .limit(PAGE)
        .toArray(),
      db
        .collection('hidden_offers')
        .find({ user_id }, { projection: { _id: 0, offer_id: 1 } })
        .sort({ offer_id: -1 })
        .toArray(),
      db.collection('searches').distinct('blocked_keys', { user_id }),
    ])
    return { records }
  },
}

const app = new Hono()
const subjectOf = async (authorization = '') => String((await verify(authorization.slice('Bearer '.length), SECRET_KEY, 'HS256')).sub)
app.get('/auth/me', async (c) => {
  await subjectOf(c.req.header('Authorization'))
  return c.body(constant, 200, { 'Content-Type': 'application/json' })
})
for (const [path, answer] of Object.entries(answers))
  app.get(path, async (c) => {
    const { records, total } = await answer(new ObjectId(await subjectOf(c.req.header('Authorization'))), c.req.query())
    if (total !== undefined) c.header('X-Total-Count', String(total))
    return c.body(JSON.stringify(records.slice(0, PAGE - 1)), 200, { 'Content-Type': 'application/json' })
  })

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(API_PORT) }, () => process.send?.('ready'))
process.once('SIGTERM', () => server.close(() => process.exit(0)))
