import type { OpenAPIHono } from '@hono/zod-openapi'
import { openApiDocument } from '../http/document.ts'
import type { ApiEnvironment } from '../http/environment.ts'

const DESCRIPTION = `The backend of a job search: applications, tasks, saved searches, and a catalogue of job offers that all users share.

Names are in \`snake_case\`. Dates go out in UTC with \`Z\`; they are accepted with or without a time and a zone (none: UTC). Every
record carries its id as \`_id\` and as \`id\`. In a create, null, empty and blank mean absent; in an update, null and empty clear an
optional field. Errors are RFC 9457 problem details: programs read \`code\`; people read \`title\`, \`detail\` and \`message\`, in French or
English as \`Accept-Language\` asks (the others in the server's own language). Somebody else's record is answered like one that does not exist.

Lists are bare arrays; the header \`Link\` leads to the next page. A create that is sent with an \`Idempotency-Key\` may be sent again for 24 hours;
an update that is sent with \`If-Match\` overwrites nothing that it has not seen.`

const TAGS = [
  { name: 'auth', description: 'Accounts, sessions and their tokens.' },
  { name: 'users', description: 'Accounts as their owners and admins see them, and the CV that each may keep.' },
  { name: 'applications', description: 'Each user’s own applications, with notes, a timeline and a description of the offer.' },
  { name: 'tasks', description: 'What each user has to do.' },
  { name: 'job-offers', description: 'The catalogue of offers that all users share, and the collections that fill it.' },
  { name: 'searches', description: 'Each user’s saved searches, which the scheduled collection runs.' },
  { name: 'health', description: 'For probes and people.' },
]

const SECURITY_SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The access token that `/auth/token` gave.' },
  password: {
    type: 'oauth2',
    description: 'Lets Authorize in `/docs` log in.',
    flows: { password: { tokenUrl: '/auth/token', scopes: {} } },
  },
}

/** The OpenAPI document of an API, as `/openapi.json` answers it. */
export const documentOf = (api: OpenAPIHono<ApiEnvironment>, { name, version }: { name: string; version: string }) =>
  openApiDocument(api.openAPIRegistry.definitions, {
    openapi: '3.1.0',
    info: { title: name, version, description: DESCRIPTION, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/', description: 'This server' }],
    tags: TAGS,
    components: { securitySchemes: SECURITY_SCHEMES },
  })
