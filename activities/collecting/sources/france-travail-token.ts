import { z } from 'zod'
import type { SourceConfig } from '../../../core/source-settings.ts'
import { type SourceAnswer, SourceError, type SourceRequest } from '../source.ts'

type Settings = Pick<SourceConfig, 'baseUrl' | 'values'>
type Exchange = (request: SourceRequest) => Promise<SourceAnswer>

interface Token {
  value: string
  /** Milliseconds since 1970. */
  endsAt: number
  /** The settings that it was given for: others, and another token is asked for. */
  values: Settings['values']
  /** It came after one that was refused, and nothing was answered to it yet. */
  isSecondTry: boolean
}

/** A token is not used in its last minute: it may end on the way. */
const MARGIN_MS = 60_000
const Granted = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive().catch(600) })

/**
 * France Travail's access tokens (OAuth 2, RFC 6749 §4.4), each asked for once and kept in this process's memory alone until shortly before
 * it ends.
 */
export function createFranceTravailTokens({ now }: { now: () => number }) {
  /** By the API's address, which is what an answer tells. */
  const tokens = new Map<string, Token>()
  /** Addresses whose last token was refused: the next refusal is about the account. */
  const refused = new Set<string>()

  return {
    /** @throws SourceError `invalid_key` when the account is not known there, `unexpected_answer` */
    async of({ baseUrl, values }: Settings, exchange: Exchange): Promise<string> {
      const kept = tokens.get(baseUrl)
      if (kept !== undefined && kept.values === values && kept.endsAt - MARGIN_MS > now()) return kept.value
      const { value, lifeMs } = await granted(values, exchange)
      tokens.set(baseUrl, { value, endsAt: now() + lifeMs, values, isSecondTry: refused.delete(baseUrl) })
      return value
    },
    /** After a 401 from `url`: forgets the token. Answers whether another one is worth a try: once. */
    discard(url: string): boolean {
      const [baseUrl, token] = [...tokens].find(([address]) => url.startsWith(`${address}/`)) ?? []
      // Another request has thrown it away already.
      if (baseUrl === undefined || token === undefined) return true
      tokens.delete(baseUrl)
      if (!token.isSecondTry) refused.add(baseUrl)
      return !token.isSecondTry
    },
    /** A request with the token was answered. */
    worked({ baseUrl }: Settings): void {
      const token = tokens.get(baseUrl)
      if (token !== undefined) token.isSecondTry = false
    },
  }
}

async function granted(values: Settings['values'], exchange: Exchange): Promise<{ value: string; lifeMs: number }> {
  const { status, json } = await exchange({
    url: `${values.token_base_url?.replace(/\/+$/, '')}/connexion/oauth2/access_token?realm=%2Fpartenaire`,
    method: 'POST',
    form: {
      grant_type: 'client_credentials',
      client_id: values.client_id ?? '',
      client_secret: values.client_secret ?? '',
      scope: 'api_offresdemploiv2 o2dsoffre',
    },
    expects: 'json',
  })
  // 400 `invalid_client` is its answer to a wrong secret, 401 that of the RFC.
  if (status === 400 || status === 401 || status === 403) throw new SourceError('invalid_key', { status })
  const parsed = Granted.safeParse(json)
  if (status < 200 || status > 299 || !parsed.success) throw new SourceError('unexpected_answer', { status })
  return { value: parsed.data.access_token, lifeMs: parsed.data.expires_in * 1_000 }
}
