import { ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { authApi, codeOf, databaseAway, type Tokens, testClock } from '../../tests/support/auth-api.ts'

const SECOND_MS = 1_000
const DAY_MS = 24 * 3_600 * SECOND_MS

const clock = testClock()
const api = await authApi({ now: clock.now })
const { db, newcomer, register, logIn, me, refresh, logOut, request } = api
const tokensOf = async (response: Response) => (await response.json()) as Tokens
const claimsOf = (token: string) => JSON.parse(atob(token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? ''))

let people = 0
const somebody = () => newcomer(`person-${people++}`)

test('a refresh token is exchanged for tokens of the same session', async () => {
  const first = await somebody()
  const response = await refresh(first.refresh_token)
  const second = await tokensOf(response)
  expect([response.status, response.headers.get('Cache-Control')]).toEqual([200, 'no-store'])
  expect(Object.keys(second)).toEqual(['access_token', 'refresh_token', 'token_type', 'expires_in'])
  expect(second.refresh_token).not.toBe(first.refresh_token)
  expect(claimsOf(second.access_token).sid).toBe(claimsOf(first.access_token).sid)
  expect((await me(second.access_token)).status).toBe(200)
})

test('replayed within its grace, a token gives the same successor again', async () => {
  const first = await somebody()
  const { refresh_token } = await tokensOf(await refresh(first.refresh_token))
  clock.advance(30 * SECOND_MS)
  const again = await tokensOf(await refresh(first.refresh_token))
  expect(again.refresh_token).toBe(refresh_token)
  expect((await me(again.access_token)).status).toBe(200)
  expect((await refresh(refresh_token)).status).toBe(200)
})

test('a refresh token replayed after its grace ends the whole family', async () => {
  const first = await somebody()
  const second = await tokensOf(await refresh(first.refresh_token))
  expect((await me(second.access_token)).status).toBe(200)
  clock.advance(30 * SECOND_MS + 1)
  const replay = await refresh(first.refresh_token)
  expect([replay.status, await codeOf(replay)]).toEqual([401, 'invalid_token'])
  expect((await refresh(second.refresh_token)).status).toBe(401)
  expect((await me(second.access_token)).status).toBe(401)
  expect((await me(first.access_token)).status).toBe(401)
  expect(api.logged.join()).toContain('A refresh token was replayed')
})

test('ten refreshes at once with one token end in one live family', async () => {
  const first = await somebody()
  const responses = await Promise.all(Array.from({ length: 10 }, () => refresh(first.refresh_token)))
  const tokens = await Promise.all(responses.map(tokensOf))
  expect(responses.map(({ status }) => status)).toEqual(Array(10).fill(200))
  expect(new Set(tokens.map(({ refresh_token }) => refresh_token)).size).toBe(1)
  for (const { access_token } of tokens) expect((await me(access_token)).status).toBe(200)
  clock.advance(60 * SECOND_MS)
  expect((await refresh(tokens[0]?.refresh_token ?? '')).status).toBe(200)
})

test('a token that its family never heard of ends it', async () => {
  const first = await somebody()
  const { sid } = claimsOf(first.refresh_token)
  await db.collection('sessions').updateOne({ _id: new ObjectId(sid as string) }, { $set: { current_hash: 'another' } })
  expect((await refresh(first.refresh_token)).status).toBe(401)
  expect((await me(first.access_token)).status).toBe(401)
})

test('a family lives 30 days at most, however often it is refreshed', async () => {
  const started = clock.now().getTime()
  let tokens = await somebody()
  for (let day = 6; day < 30; day += 6) {
    clock.advance(6 * DAY_MS)
    tokens = await tokensOf(await refresh(tokens.refresh_token))
  }
  expect(claimsOf(tokens.refresh_token).exp).toBe(Math.floor((started + 30 * DAY_MS) / 1_000))
  clock.advance(6 * DAY_MS)
  expect((await refresh(tokens.refresh_token)).status).toBe(401)
})

test('an access token ends with its family', async () => {
  let tokens = await somebody()
  for (let day = 6; day < 30; day += 6) {
    clock.advance(6 * DAY_MS)
    tokens = await tokensOf(await refresh(tokens.refresh_token))
  }
  clock.advance(6 * DAY_MS - 600 * SECOND_MS)
  const last = (await (await refresh(tokens.refresh_token)).json()) as Tokens & { expires_in: number }
  expect(last.expires_in).toBe(600)
  expect(claimsOf(last.access_token).exp).toBe(claimsOf(last.refresh_token).exp)
})

test('of the tokens spent within the grace a session keeps the last 200', async () => {
  const { refresh_token } = await somebody()
  const spent = Array.from({ length: 200 }, (_, n) => ({ hash: `spent ${n}`, at: clock.now() }))
  const session = { _id: new ObjectId(claimsOf(refresh_token).sid as string) }
  await db.collection('sessions').updateOne(session, { $set: { spent } })
  expect((await refresh(refresh_token)).status).toBe(200)
  const kept = (await db.collection('sessions').findOne(session))?.spent
  expect([kept.length, kept[0].hash]).toEqual([200, 'spent 1'])
})

test('a refresh token that rests 7 days has expired, an access token after 30 minutes', async () => {
  const idle = await somebody()
  clock.advance(29 * 60 * SECOND_MS)
  expect((await me(idle.access_token)).status).toBe(200)
  clock.advance(60 * SECOND_MS)
  expect((await me(idle.access_token)).status).toBe(401)
  clock.advance(7 * DAY_MS)
  expect((await refresh(idle.refresh_token)).status).toBe(401)
})

test('an access token refreshes nothing, and a refresh token opens nothing', async () => {
  const { access_token, refresh_token } = await somebody()
  expect((await refresh(access_token)).status).toBe(401)
  const response = await me(refresh_token)
  expect([response.status, response.headers.get('WWW-Authenticate'), await codeOf(response)]).toEqual([401, 'Bearer', 'invalid_token'])
})

test('a token that nobody signed opens nothing', async () => {
  const { access_token } = await somebody()
  const [, payload] = access_token.split('.')
  const unsigned = `${btoa(JSON.stringify({ alg: 'none', typ: 'JWT' })).replaceAll('=', '')}.${payload}.`
  expect((await me(unsigned)).status).toBe(401)
})

test('logging out ends the access tokens at once, whichever token of the family does it', async () => {
  const first = await somebody()
  const second = await tokensOf(await refresh(first.refresh_token))
  expect((await me(second.access_token)).status).toBe(200)
  expect((await logOut(first.refresh_token)).status).toBe(204)
  expect((await me(second.access_token)).status).toBe(401)
  expect((await refresh(second.refresh_token)).status).toBe(401)
  // Within its grace a spent token would have a successor.
  expect((await refresh(first.refresh_token)).status).toBe(401)
})

test('an expired token logs out of a session that lives on', async () => {
  const first = await somebody()
  clock.advance(6 * DAY_MS)
  const second = await tokensOf(await refresh(first.refresh_token))
  clock.advance(2 * DAY_MS)
  expect((await refresh(first.refresh_token)).status).toBe(401)
  expect((await logOut(first.refresh_token)).status).toBe(204)
  expect((await refresh(second.refresh_token)).status).toBe(401)
})

test('logging out ends one session, not the others of the same person', async () => {
  await register('two-devices')
  const [phone, laptop] = await Promise.all([logIn('two-devices').then(tokensOf), logIn('two-devices').then(tokensOf)])
  await logOut(phone.refresh_token)
  expect((await me(phone.access_token)).status).toBe(401)
  expect((await me(laptop.access_token)).status).toBe(200)
})

test('logging out again, with an expired token or with none of ours changes nothing', async () => {
  const { access_token, refresh_token } = await somebody()
  expect((await logOut('none.of.ours')).status).toBe(204)
  expect((await logOut(access_token)).status).toBe(204)
  expect((await me(access_token)).status).toBe(200)
  expect((await logOut(refresh_token)).status).toBe(204)
  expect((await logOut(refresh_token)).status).toBe(204)
  clock.advance(8 * DAY_MS)
  expect((await logOut(refresh_token)).status).toBe(204)
})

test.each([{}, { refresh_token: '' }, { refresh_token: { $ne: '' } }, { refresh_token: null }, { refresh_token: 'a.b.c', everywhere: true }])(
  'the body %j is refused',
  async (body) => {
    for (const path of ['/auth/logout', '/auth/refresh']) expect((await request('POST', path, { body })).status).toBe(422)
  },
)

test('what another process ends is noticed within 5 seconds', async () => {
  const other = await authApi({ db, now: clock.now })
  const { access_token, refresh_token } = await somebody()
  expect((await me(access_token)).status).toBe(200)
  await other.logOut(refresh_token)
  expect((await other.me(access_token)).status).toBe(401)
  clock.advance(5 * SECOND_MS)
  expect((await me(access_token)).status).toBe(401)
})

test.each([
  ['disabled', (username: string) => db.collection('users').updateOne({ username }, { $set: { disabled: true } })],
  ['deleted', (username: string) => db.collection('users').deleteOne({ username })],
])('a user who was %s neither refreshes nor comes in', async (how, end) => {
  const tokens = await newcomer(`soon-${how}`)
  expect((await me(tokens.access_token)).status).toBe(200)
  await end(`soon-${how}`)
  expect((await refresh(tokens.refresh_token)).status).toBe(401)
  clock.advance(5 * SECOND_MS)
  expect((await me(tokens.access_token)).status).toBe(401)
})

test('a session whose record is gone has ended', async () => {
  const tokens = await somebody()
  await db.collection('sessions').deleteOne({ _id: new ObjectId(claimsOf(tokens.access_token).sid as string) })
  expect((await me(tokens.access_token)).status).toBe(401)
  expect((await refresh(tokens.refresh_token)).status).toBe(401)
})

test('a token of one user does not go with the session of another', async () => {
  const [mine, theirs] = [await somebody(), await somebody()]
  const { sid } = claimsOf(theirs.access_token)
  await db
    .collection('sessions')
    .updateOne({ _id: new ObjectId(sid as string) }, { $set: { user_id: new ObjectId(claimsOf(mine.access_token).sub as string) } })
  expect((await me(theirs.access_token)).status).toBe(401)
  expect((await refresh(theirs.refresh_token)).status).toBe(401)
})

test('without MongoDB nobody gets in, and nobody is logged out', async () => {
  const { access_token, refresh_token } = await somebody()
  const away = await authApi({ db: databaseAway(), now: clock.now })
  const responses = [await away.me(access_token), await away.refresh(refresh_token), await away.logOut(refresh_token)]
  expect(responses.map(({ status }) => status)).toEqual([503, 503, 503])
  expect((await me(access_token)).status).toBe(200)
})

test('calls need an access token', async () => {
  const response = await request('GET', '/auth/me/')
  expect([response.status, await codeOf(response)]).toEqual([401, 'not_authenticated'])
})
