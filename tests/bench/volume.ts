import type { Db, Document, ObjectId } from 'mongodb'
import { createApplicationRepository } from '../../core/db/application-repository.ts'
import { connectDatabase } from '../../core/db/connection.ts'
import { INDEXES } from '../../core/db/indexes.ts'
import { createJobOfferRepository } from '../../core/db/job-offer-repository.ts'
import { createSearchRepository } from '../../core/db/search-repository.ts'
import { createSessionRepository } from '../../core/db/session-repository.ts'
import { createTaskRepository } from '../../core/db/task-repository.ts'
import { createUserRepository } from '../../core/db/user-repository.ts'
import { judge } from '../support/index-check.ts'
import { type RecordedCommand, recordCommands } from '../support/recorded-commands.ts'
import type { ApiStack } from './api-stack.ts'

/** What a list looked at: as the server counts it, or the indexes that serve its queries where the server doesn't count. */
export interface Examined {
  value: string
  /** At most twice as many keys and documents as it returns; where the server doesn't count: every query is served. */
  met: boolean
}

const PAGE = 100
const MOST_EXAMINED = 2
const newest = { by: 'application_date', descending: true } as const
const latest = { by: 'created_at', descending: true } as const

/** The lists that have to stay cheap however much there is, by the path and by the repository that it asks. */
const LISTS: [path: string, ask: (of: Repositories, userId: string) => Promise<unknown>][] = [
  ['/applications', ({ applications }, user) => applications.list(user, {}, newest, undefined, PAGE)],
  ['/applications?status=Refus%C3%A9e', ({ applications }, user) => applications.list(user, { status: ['Refusée'] }, newest, undefined, PAGE)],
  ['/applications?archived=true', ({ applications }, user) => applications.list(user, { archived: true }, newest, undefined, PAGE)],
  ['/tasks', ({ tasks }, user) => tasks.list(user, {}, latest, undefined, PAGE)],
  ['/tasks?status=termin%C3%A9e', ({ tasks }, user) => tasks.list(user, { status: ['Terminée'] }, latest, undefined, PAGE)],
  ['/tasks?archived=true', ({ tasks }, user) => tasks.list(user, { archived: true }, latest, undefined, PAGE)],
  ['/searches', ({ searches }, user) => searches.list(user, undefined, PAGE)],
  ['/auth/sessions', ({ sessions }, user) => sessions.listLive(user, undefined, PAGE, new Date())],
  ['/job-offers', ({ offers }, user) => offers.list(user, {}, undefined, 0, PAGE)],
  ['/job-offers?contract_type=permanent', ({ offers }, user) => offers.list(user, { contract_type: 'permanent' }, undefined, 0, PAGE)],
  ['/job-offers?remote=hybrid', ({ offers }, user) => offers.list(user, { remote: 'hybrid' }, undefined, 0, PAGE)],
  ['/job-offers?source=greenhouse', ({ offers }, user) => offers.list(user, { source: 'greenhouse' }, undefined, 0, PAGE)],
  ['/job-offers?liveness=closed', ({ offers }, user) => offers.list(user, { liveness: 'closed' }, undefined, 0, PAGE)],
]

type Repositories = ReturnType<typeof repositoriesOf>

function repositoriesOf(db: Db) {
  const searches = createSearchRepository(db)
  return {
    applications: createApplicationRepository(db),
    tasks: createTaskRepository(db),
    searches,
    sessions: createSessionRepository(db),
    users: createUserRepository(db),
    offers: createJobOfferRepository(db, searches),
  }
}

/** What each list examines for a user, by its path. */
export async function examinedByLists({ uri, db, server }: ApiStack, user: ObjectId): Promise<{ path: string; examined: Examined }[]> {
  const { client, db: watched, close } = connectDatabase({ uri, database: db.databaseName, selectionTimeoutMs: 5_000, monitorCommands: true })
  const repositories = repositoriesOf(watched)
  const measured = []
  for (const [path, ask] of [...LISTS, USERS]) {
    const recorded = recordCommands(client)
    // On a server that is slow for it: what was asked counts, not the answer.
    await ask(repositories, user.toHexString()).catch(() => {})
    client.removeAllListeners('commandStarted')
    const finds = recorded().filter(({ name }) => name === 'find')
    measured.push({ path, examined: server.isMongod ? await counted(db, finds) : byIndexes(finds) })
  }
  await close()
  return measured
}

const USERS: (typeof LISTS)[number] = ['/users', ({ users }) => users.list(undefined, undefined, PAGE)]

async function counted(db: Db, finds: RecordedCommand[]): Promise<Examined> {
  const totals = { examined: 0, returned: 0 }
  for (const { command } of finds) {
    const { executionStats } = (await db.command({ explain: command, verbosity: 'executionStats' })) as { executionStats: Document }
    totals.examined += Math.max(executionStats.totalKeysExamined, executionStats.totalDocsExamined)
    totals.returned += executionStats.nReturned
  }
  const { examined, returned } = totals
  return { value: `${examined} examined for ${returned} returned`, met: returned > 0 && examined <= MOST_EXAMINED * returned }
}

function byIndexes(finds: RecordedCommand[]): Examined {
  const verdicts = finds.flatMap(({ queries }) => queries.map((query) => judge(query, INDEXES)))
  const names = verdicts.map((verdict) => ('index' in verdict ? verdict.index : verdict.refused))
  return {
    value: `not counted by this server; the index is there: ${names.join(', ')}`,
    met: verdicts.length > 0 && verdicts.every((one) => 'index' in one),
  }
}

/** The paths whose time is measured: every list but that of all users, which only admins read. */
export const LIST_PATHS = LISTS.map(([path]) => path)

/** What is bounded in work and time, whatever is asked. */
export const BOUNDED_PATHS = [
  '/job-offers/count',
  '/job-offers/count?contract_type=permanent',
  '/job-offers?keywords=data',
  '/job-offers?keywords=data&location=lyon',
  '/job-offers/count?keywords=data',
  '/applications?q=data',
  '/applications?q=acme+lyon',
]
