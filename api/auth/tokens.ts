import { createHash, createHmac, randomBytes } from 'node:crypto'
import { sign, verify } from 'hono/jwt'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { Id } from '../../core/domain/fields.ts'
import { AppError } from '../../core/errors.ts'

const ALGORITHM = 'HS256'
const ISSUER = 'job-tracker'
const AUDIENCE = 'job-tracker-api'
/** How far ahead the clock of the process that issued a token may be. */
const CLOCK_SKEW_S = 5
const MAX_TOKEN_LENGTH = 4_096
/** Tokens whose signature is known to be good: an access token comes with each request, and to verify it costs more than to answer. */
const MAX_VERIFIED = 5_000

const NumericDate = z.number().int().nonnegative()
const Claims = z.object({
  sub: Id,
  sid: Id,
  jti: z.string().min(1).max(128),
  iat: NumericDate,
  exp: NumericDate,
  iss: z.literal(ISSUER),
  aud: z.literal(AUDIENCE),
  token_type: z.enum(['access', 'refresh']),
})
export type Claims = z.infer<typeof Claims>
export type TokenType = Claims['token_type']

export interface NewToken {
  type: TokenType
  userId: string
  sessionId: string
  jti: string
  issuedAt: Date
  expiresAt: Date
}

export type Tokens = ReturnType<typeof createTokens>

/** JSON Web Tokens as RFC 8725 wants them: one algorithm, each claim checked, a refresh token no access token and the reverse. */
export function createTokens({ secretKey, now }: { secretKey: string; now: () => Date }) {
  const known = new LRUCache<string, Claims>({ max: MAX_VERIFIED })

  /** The claims of a token that this service signed. Only good ones are remembered, and nothing of what time changes. */
  async function claimsOf(token: string): Promise<Claims | undefined> {
    const remembered = known.get(token)
    if (remembered !== undefined) return remembered
    const claims = Claims.safeParse(await verified(token, secretKey)).data
    if (claims !== undefined) known.set(token, claims)
    return claims
  }

  return {
    /** The signed token. The same claims give the same token. */
    issue: ({ type, userId, sessionId, jti, issuedAt, expiresAt }: NewToken): Promise<string> =>
      sign(
        {
          sub: userId,
          sid: sessionId,
          jti,
          iat: numericDate(issuedAt),
          exp: numericDate(expiresAt),
          iss: ISSUER,
          aud: AUDIENCE,
          token_type: type,
        } satisfies Claims,
        secretKey,
        ALGORITHM,
      ),

    /**
     * What a token of that type says.
     * @throws AppError invalid_token for one that this service didn't sign, of the other type, or expired (unless `expired: 'accepted'`).
     */
    async read(token: string, type: TokenType, { expired }: { expired: 'refused' | 'accepted' } = { expired: 'refused' }): Promise<Claims> {
      const claims = await claimsOf(token)
      const at = now().getTime() / 1_000
      if (claims === undefined || claims.token_type !== type || claims.iat > at + CLOCK_SKEW_S) throw new AppError('invalid_token')
      if (expired === 'refused' && claims.exp <= at) throw new AppError('invalid_token')
      return claims
    },

    newJti: (): string => randomBytes(32).toString('base64url'),

    /** The `jti` that follows in a family: always the same for the same one, and nobody else can tell it. */
    successorOf: (jti: string): string => createHmac('sha256', secretKey).update(`refresh:${jti}`).digest('base64url'),
  }
}

/** As a `jti` is stored: of 256 random bits, so it needs no salt. */
export const hashOf = (jti: string): string => createHash('sha256').update(jti).digest('base64url')

/** The payload of a token with a good signature; undefined for any other. Dates are the caller's: hono's clock can't be set. */
async function verified(token: string, secretKey: string): Promise<unknown> {
  if (token.length > MAX_TOKEN_LENGTH) return undefined
  try {
    return await verify(token, secretKey, { alg: ALGORITHM, exp: false, iat: false, nbf: false })
  } catch {
    return undefined
  }
}

const numericDate = (date: Date) => Math.floor(date.getTime() / 1_000)
