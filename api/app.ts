import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { languageDetector } from 'hono/language'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import type { Language } from '../core/domain/offer-facts.ts'
import { AppError } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import { type ApplicationRouteDependencies, applicationRoutes } from './applications/routes.ts'
import { type AuthRouteDependencies, authRoutes } from './auth/index.ts'
import { docsRoutes } from './docs/routes.ts'
import { type HealthRouteDependencies, healthRoutes } from './health/routes.ts'
import { resource } from './http/operation.ts'
import { answerError, answerMethodNotAllowed, answerNotFound } from './http/problems.ts'
import { requestLog } from './http/request-log.ts'

export const API_NAME = 'Job Tracker'
const MAX_BODY_BYTES = 2 * 1024 * 1024
const MAX_AUTH_BODY_BYTES = 16 * 1024
const EXPOSED_HEADERS = [
  'X-Total-Count',
  'Link',
  'ETag',
  'Location',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'X-Request-Id',
  'X-Search-Stopped-Early',
]

export interface AppDependencies {
  applications: ApplicationRouteDependencies
  auth: AuthRouteDependencies
  health: HealthRouteDependencies
  log: Logger
  corsOrigins: readonly string[]
  defaultLanguage: Language
  version: string
}

/** The REST API: what every request goes through, then one router a resource. */
export function createApp({ applications, auth, health, log, corsOrigins, defaultLanguage, version }: AppDependencies) {
  const app = resource()
  app.onError(answerError)
  app.notFound(answerNotFound)

  app.use(requestId({ limitLength: 64 }))
  app.use(languageDetector({ order: ['header'], supportedLanguages: ['fr', 'en'], fallbackLanguage: defaultLanguage, caches: false }))
  app.use(requestLog(log))
  app.use(secureHeaders({ crossOriginResourcePolicy: 'cross-origin' }))
  app.use(cors({ origin: [...corsOrigins], credentials: true, exposeHeaders: EXPOSED_HEADERS, maxAge: 600 }))
  app.use('/auth/*', bodyLimit({ maxSize: MAX_AUTH_BODY_BYTES, onError: refuseLargeBody }))
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: refuseLargeBody }))
  app.use(methodNotAllowed({ app, onMethodNotAllowed: answerMethodNotAllowed }))

  app.get('/', (c) => c.json({ name: API_NAME, version }))
  app.route('/health', healthRoutes(health))
  app.route('/auth', authRoutes(auth))
  app.route('/applications', applicationRoutes(applications))

  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
  app.openAPIRegistry.registerComponent('securitySchemes', 'password', {
    type: 'oauth2',
    flows: { password: { tokenUrl: '/auth/token', refreshUrl: '/auth/refresh', scopes: {} } },
  })
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: API_NAME, version, description: DESCRIPTION, license: { name: 'MIT' } },
    servers: [{ url: '/' }],
  })
  app.route('/docs', docsRoutes())
  return app
}

const DESCRIPTION =
  'The backend of a job search. Resources are in `snake_case`; errors are RFC 9457 problem details in the language of `Accept-Language` (fr, en).'

const refuseLargeBody = () => {
  throw new AppError('body_too_large')
}
