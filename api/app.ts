import type { Context } from 'hono'
import { languageDetector } from 'hono/language'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { requestId } from 'hono/request-id'
import { matchedRoutes } from 'hono/route'
import { METHOD_NAME_ALL } from 'hono/router'
import { secureHeaders } from 'hono/secure-headers'
import type { Language } from '../core/domain/offer-facts.ts'
import type { Logger } from '../core/logger.ts'
import { type ApplicationRouteDependencies, applicationRoutes } from './applications/routes.ts'
import { type AuthRouteDependencies, authRoutes } from './auth/index.ts'
import { documentOf } from './docs/openapi.ts'
import { docsRoutes } from './docs/routes.ts'
import { rootRoutes } from './health/root.ts'
import { type HealthRouteDependencies, healthRoutes } from './health/routes.ts'
import { maxBody } from './http/body-size.ts'
import { crossOrigin } from './http/cross-origin.ts'
import { literalPathsFirst } from './http/literal-paths.ts'
import { resource } from './http/operation.ts'
import { answerError, answerMethodNotAllowed, answerNotFound } from './http/problems.ts'
import { type RequestLogOptions, requestLog } from './http/request-log.ts'
import { type CollectionRouteDependencies, collectionRoutes } from './job-offers/collection-routes.ts'
import { type JobOfferRouteDependencies, jobOfferRoutes } from './job-offers/routes.ts'
import { type SearchRouteDependencies, searchRoutes } from './searches/routes.ts'
import { type TaskRouteDependencies, taskRoutes } from './tasks/routes.ts'
import { type CvRouteDependencies, cvRoutes } from './users/cv/routes.ts'
import { type ErasureRouteDependencies, erasureRoutes } from './users/erasure.ts'
import { type UserRouteDependencies, userRoutes } from './users/routes.ts'

export const API_NAME = 'Job Tracker'
const MAX_BODY_BYTES = 2 * 1024 * 1024
const MAX_AUTH_BODY_BYTES = 16 * 1024

export interface AppDependencies {
  applications: ApplicationRouteDependencies
  auth: AuthRouteDependencies
  collections: CollectionRouteDependencies
  health: HealthRouteDependencies
  jobOffers: JobOfferRouteDependencies
  searches: SearchRouteDependencies
  tasks: TaskRouteDependencies
  cvs: CvRouteDependencies
  erasure: ErasureRouteDependencies
  users: UserRouteDependencies
  log: Logger
  requests?: RequestLogOptions
  corsOrigins: readonly string[]
  defaultLanguage: Language
  version: string
}

/** The REST API: what every request goes through, then one router a resource. */
export function createApp({
  applications,
  auth,
  collections,
  health,
  jobOffers,
  searches,
  tasks,
  cvs,
  erasure,
  users,
  log,
  requests,
  corsOrigins,
  defaultLanguage,
  version,
}: AppDependencies) {
  const app = resource()
  app.onError(answerError)
  app.notFound(answerNotFound)

  app.use(requestId({ limitLength: 64 }))
  app.use(languageDetector({ order: ['header'], supportedLanguages: ['fr', 'en'], fallbackLanguage: defaultLanguage, caches: false }))
  app.use(requestLog(log, requests))
  app.use(secureHeaders({ crossOriginResourcePolicy: 'cross-origin' }))
  app.use(crossOrigin(corsOrigins))
  app.use(maxBody(maxBytesOf))
  app.use(methodNotAllowed({ app, onMethodNotAllowed: answerMethodNotAllowed }))
  app.use(literalPathsFirst(app))
  // What nobody may do is said before a token is asked for.
  app.use(async (c, next) => (isRead(c) || hasEndpoint(c) ? await next() : c.notFound()))

  app.route('/', rootRoutes({ name: API_NAME, version }))
  app.route('/health', healthRoutes(health))
  app.route('/auth', authRoutes(auth))
  app.route('/users', cvRoutes(cvs))
  app.route('/users', erasureRoutes(erasure))
  app.route('/users', userRoutes(users))
  app.route('/applications', applicationRoutes(applications))
  // Before those whose path begins with an id.
  app.route('/job-offers', collectionRoutes(collections))
  app.route('/job-offers', jobOfferRoutes(jobOffers))
  app.route('/tasks', taskRoutes(tasks))
  app.route('/searches', searchRoutes(searches))

  const document = JSON.stringify(documentOf(app, { name: API_NAME, version }))
  app.get('/openapi.json', (c) => c.body(document, 200, { 'Content-Type': 'application/json' }))
  app.route('/docs', docsRoutes())
  return app
}

const isRead = ({ req: { method } }: Context) => method === 'GET' || method === 'HEAD'
const hasEndpoint = (c: Context) => matchedRoutes(c).some(({ method }) => method !== METHOD_NAME_ALL)

/** An uploaded CV is larger: its route bounds it itself. */
function maxBytesOf({ req: { method, path } }: Context): number | undefined {
  if (path.startsWith('/auth/')) return MAX_AUTH_BODY_BYTES
  return method === 'POST' && /^\/users\/upload-cv\/?$/.test(path) ? undefined : MAX_BODY_BYTES
}
