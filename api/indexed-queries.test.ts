import type { IndexDescription } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import { ensureIndexes, INDEXES } from '../core/db/indexes.ts'
import { testApi } from '../tests/support/api.ts'
import { isStandIn, stagesOf, standInTells } from '../tests/support/explain.ts'
import { judge, type Query } from '../tests/support/index-check.ts'
import { indexesWithout, indexFault } from '../tests/support/index-fault.ts'
import { testDatabase } from '../tests/support/mongo.ts'
import { type RecordedCommand, recordCommands } from '../tests/support/recorded-commands.ts'
import { type Call, walkRoutes } from '../tests/support/route-walk.ts'

/** What may be checked document by document among those that an index has found. */
const CHECKED_BESIDE: Record<string, string[]> = {
  // One user's live sessions, and those whose end the TTL index has not carried out yet.
  sessions_live_by_user: ['expires_at', '_id'],
  // Of one user, two conditions at a time: as much is looked at as the index has of the first.
  applications_by_statuses: ['archived'],
  tasks_by_due_date: ['status', 'due_date'],
  tasks_by_creation: ['due_date'],
  // Of one user, who has about a hundred at most: all but one.
  searches_by_creation: ['_id'],
  // The catalogue, newest first: exact filters beside the first, and what a user does not want to see; maxTimeMS bounds them.
  job_offers_by_contract: ['remote', 'source', 'liveness', 'company_key', '_id'],
  job_offers_by_remote: ['company_key', '_id'],
  job_offers_by_source: ['company_key', '_id'],
  job_offers_by_liveness: ['company_key', '_id'],
  job_offers_by_posting: ['company_key', '_id'],
  job_offers_by_creation: ['posted_at', 'company_key', '_id'],
  // Whether somebody else has the name.
  'users_by_name or users_by_folded_name': ['_id'],
}

const { client, db } = testDatabase({ monitorCommands: true })
const wide = { points: 10_000, seconds: 60 }
let calls: Call[]
let commands: RecordedCommand[]
let operations: string[]

beforeAll(async () => {
  await ensureIndexes(db)
  const rateLimits = { log_in: wide, registration: wide, refresh: wide, upload: wide, background: wide, general: wide }
  const api = await testApi({ db, rateLimits })
  const { paths } = (await (await api.app.request('/openapi.json')).json()) as { paths: Record<string, object> }
  operations = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
  const recorded = recordCommands(client)
  calls = await walkRoutes(api)
  commands = recorded()
})

const fault = (query: Query, indexes: Record<string, IndexDescription[]>) => indexFault(query, indexes, CHECKED_BESIDE)
const queries = () => commands.flatMap((command) => command.queries)

test('every operation of the OpenAPI document is called, and succeeds', () => {
  const answered = new Set(calls.filter(({ status }) => status < 300).map(({ operation }) => operation))
  expect(operations.length).toBeGreaterThan(30)
  expect(operations.filter((operation) => !answered.has(operation))).toEqual([])
})

test('every query of a route is served by a declared index', () => {
  expect(queries().length).toBeGreaterThan(100)
  expect(queries().flatMap((query) => fault(query, INDEXES) ?? [])).toEqual([])
})

test('every index that a route relies on would be missed', () => {
  const used = new Set(queries().flatMap((query) => usedBy(query)))
  expect(used.size).toBeGreaterThan(20)
  const missed = [...used].filter((name) => queries().some((query) => fault(query, indexesWithout(name)) !== undefined))
  expect([...used].filter((name) => !missed.includes(name))).toEqual([])
})

test('no query of a route is a collection scan, as far as the server tells', async () => {
  const standIn = await isStandIn(db)
  const hasResidual = (query: Query) => judge(query, INDEXES).residual?.length !== 0
  const told = commands.filter((command) => !standIn || standInTells(command, hasResidual))
  expect(told.length).toBeGreaterThan(standIn ? 30 : 100)
  const scans = []
  for (const command of told) if ((await stagesOf(db, command)).includes('COLLSCAN')) scans.push(JSON.stringify(command.command))
  expect(scans).toEqual([])
})

function usedBy(query: Query): string[] {
  const verdict = judge(query, INDEXES)
  return 'index' in verdict ? verdict.index.split(' or ').filter((name) => name !== '_id_') : []
}
