import { z } from 'zod'
import { AnsweredInstant, Id } from '../../core/domain/fields.ts'
import { EMAIL_MAX_LENGTH, NewPassword } from '../../core/domain/user.ts'
import { CursorParameter, Limit } from '../http/paging.ts'
import type { IssuedTokens } from './families.ts'

/** bcrypt reads 72 bytes: nobody's password needs more room. */
const MAX_PASSWORD_LENGTH = 1_000
const MAX_TOKEN_LENGTH = 4_000
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI2NTYwIn0.c2lnbmF0dXJl'

const Ignored = z.string().max(MAX_PASSWORD_LENGTH).optional().meta({ description: 'Accepted and ignored' })

/** The form of OAuth 2.0's password grant (RFC 6749, 4.3.2). No rule on the password: it may be older than today's rules. */
export const TokenForm = z
  .strictObject({
    username: z.string().min(1).max(EMAIL_MAX_LENGTH).meta({ description: 'The username, or the e-mail address', example: 'camille' }),
    password: z.string().min(1).max(MAX_PASSWORD_LENGTH).meta({ format: 'password', example: 'quatre chevaux agrafe juste' }),
    grant_type: z.enum(['password', '']).optional().meta({ description: '`password`, or absent' }),
    scope: Ignored,
    client_id: Ignored,
    client_secret: Ignored,
  })
  .meta({ id: 'TokenForm' })

/** The same under another name: client generators make one type of each media type. */
export const TokenMultipart = TokenForm.meta({ id: 'TokenMultipart' })

export const RefreshToken = z
  .strictObject({
    refresh_token: z.string().min(1).max(MAX_TOKEN_LENGTH).meta({ description: 'As `/auth/token` or `/auth/refresh` gave it', example: TOKEN }),
  })
  .meta({ id: 'RefreshToken' })

/** No rule on the current password: it may be older than today's rules. */
export const PasswordChangeBody = z
  .strictObject({
    current_password: z.string().min(1).max(MAX_PASSWORD_LENGTH).meta({ format: 'password' }),
    new_password: NewPassword,
  })
  .meta({
    id: 'PasswordChange',
    example: { current_password: 'quatre chevaux agrafe juste', new_password: 'cinq vagues violet marche' },
  })

export const SessionParameters = z.strictObject({ limit: Limit, cursor: CursorParameter.optional() })

export const AnsweredSession = z
  .object({
    _id: Id,
    id: Id,
    created_at: AnsweredInstant.meta({ description: 'When you logged in' }),
    last_used_at: AnsweredInstant.meta({ description: 'When its refresh token was last exchanged' }),
    expires_at: AnsweredInstant.meta({ description: 'When it ends unless its refresh token is exchanged' }),
    user_agent: z.string().nullable().meta({ example: 'Mozilla/5.0' }),
    current: z.boolean().meta({ description: 'The session of this request' }),
  })
  .meta({ id: 'Session' })

export const AnsweredTokens = z
  .object({
    access_token: z.string().meta({ description: 'JWT, for `Authorization: Bearer`', example: TOKEN }),
    refresh_token: z.string().meta({ description: 'JWT, good for one exchange at `/auth/refresh`', example: TOKEN }),
    token_type: z.literal('bearer'),
    expires_in: z.int().meta({ description: 'Seconds that the access token is good for', example: 1_800 }),
  })
  .meta({ id: 'Tokens' })

/** Tokens as they are answered (RFC 6749, 5.1). */
export const answeredTokens = ({ accessToken, refreshToken, expiresIn }: IssuedTokens): z.infer<typeof AnsweredTokens> => ({
  access_token: accessToken,
  refresh_token: refreshToken,
  token_type: 'bearer',
  expires_in: expiresIn,
})
