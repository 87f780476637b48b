import { expect, test } from 'vitest'
import type { SourceAnswer, SourceRequest } from '../source.ts'
import { createFranceTravailTokens } from './france-travail-token.ts'

const BASE = 'https://api.example.com'
const SEARCH = `${BASE}/partenaire/offresdemploi/v2/offres/search`
const settings = (client = 'one') => ({
  baseUrl: BASE,
  values: { client_id: client, client_secret: 'secret', token_base_url: 'https://tokens.example.com/' },
})

function setUp() {
  const clock = { ms: 0 }
  const asked: SourceRequest[] = []
  const tokens = createFranceTravailTokens({ now: () => clock.ms })
  const exchange = async (request: SourceRequest): Promise<SourceAnswer> => {
    asked.push(request)
    const json = { access_token: `token-${asked.length}`, expires_in: 1_499 }
    return { status: 200, url: request.url, headers: {}, body: JSON.stringify(json), json, via: 'http' }
  }
  return { clock, asked, tokens, exchange }
}

test('a token serves until a minute before its end', async () => {
  const { clock, asked, tokens, exchange } = setUp()
  const own = settings()
  expect(await tokens.of(own, exchange)).toBe('token-1')
  clock.ms = 1_438_999
  expect(await tokens.of(own, exchange)).toBe('token-1')
  clock.ms = 1_439_000
  expect(await tokens.of(own, exchange)).toBe('token-2')
  expect(asked.map(({ url }) => url)).toEqual(Array(2).fill('https://tokens.example.com/connexion/oauth2/access_token?realm=%2Fpartenaire'))
})

test('another account has another token', async () => {
  const { tokens, exchange } = setUp()
  expect(await tokens.of(settings('one'), exchange)).toBe('token-1')
  expect(await tokens.of(settings('two'), exchange)).toBe('token-2')
})

test('a refused token is thrown away once; the next one refused at once is the account’s fault', async () => {
  const { tokens, exchange } = setUp()
  const own = settings()
  await tokens.of(own, exchange)
  expect(tokens.discard(SEARCH)).toBe(true)
  expect(await tokens.of(own, exchange)).toBe('token-2')
  expect(tokens.discard(SEARCH)).toBe(false)
  // The next run begins anew.
  await tokens.of(own, exchange)
  expect(tokens.discard(SEARCH)).toBe(true)
})

test('a token that worked may be refused later and be replaced again', async () => {
  const { tokens, exchange } = setUp()
  const own = settings()
  for (let n = 0; n < 3; n++) {
    await tokens.of(own, exchange)
    tokens.worked(own)
    expect(tokens.discard(SEARCH)).toBe(true)
  }
})

test('two requests that are refused together throw one token away, and both are tried again', async () => {
  const { tokens, exchange } = setUp()
  await tokens.of(settings(), exchange)
  expect([tokens.discard(SEARCH), tokens.discard(SEARCH)]).toEqual([true, true])
})
