import type { Context } from 'hono'
import type { Language } from '../../core/domain/offer-facts.ts'
import type { User } from '../../core/domain/user.ts'
import type { Logger } from '../../core/logger.ts'

/** Who makes the request, as the access token and the stored session say. */
export interface AuthenticatedUser {
  id: string
  sessionId: string
  role: 'user' | 'admin'
  /** As the record was within the last seconds. */
  account: User
}

/** What a request has to say beside its one line; each carries the request's id. */
export type RequestLines = Pick<Logger, 'error' | 'warn' | 'info'>

/** What middleware hands to handlers as `c.var`. */
export interface ApiEnvironment {
  Variables: {
    requestId: string
    log: RequestLines
    /** Of what people read: from Accept-Language. */
    language: Language
    /** Set on routes that need a token. */
    user: AuthenticatedUser
    accessToken: string
    /** The id that a create uses, and the key by which a retry finds it. */
    creation: { recordId: string; key: string | undefined }
  }
}

export type ApiContext = Context<ApiEnvironment>
