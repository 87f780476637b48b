import { ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { authApi, codeOf, PASSWORD, type Tokens, testClock } from '../../tests/support/auth-api.ts'

const clock = testClock()
const { app, db, request, register, refresh, me, logOut } = await authApi({ now: clock.now })

async function logInWith(username: string, userAgent: string): Promise<Tokens> {
  clock.advance(1_000)
  const body = new URLSearchParams({ username, password: PASSWORD })
  return (await app.request('/auth/token', { method: 'POST', body, headers: { 'User-Agent': userAgent } })).json() as Promise<Tokens>
}
const as = ({ access_token }: Tokens, method: string, path: string) => request(method, path, { headers: { Authorization: `Bearer ${access_token}` } })

interface Session {
  _id: string
  id: string
  user_agent: string
  current: boolean
}
const sessionsOf = async (tokens: Tokens, query = '') => (await (await as(tokens, 'GET', `/auth/sessions${query}`)).json()) as Session[]

let people = 0
async function devices(...agents: string[]): Promise<Tokens[]> {
  const username = `owner-${people++}`
  await register(username)
  const logged: Tokens[] = []
  for (const agent of agents) logged.push(await logInWith(username, agent))
  return logged
}

test('one’s live sessions are listed, newest first, with the one that asks', async () => {
  const [phone, laptop, old] = (await devices('phone', 'laptop', 'old')) as [Tokens, Tokens, Tokens]
  await devices('somebody else')
  await logOut(old.refresh_token)
  clock.advance(60_000)
  const renewed = (await (await refresh(phone.refresh_token)).json()) as Tokens
  const response = await as(renewed, 'GET', '/auth/sessions/')
  const sessions = (await response.json()) as (Session & { created_at: string; last_used_at: string; expires_at: string })[]
  expect(sessions.map(({ user_agent, current }) => [user_agent, current])).toEqual([
    ['laptop', false],
    ['phone', true],
  ])
  expect(response.headers.get('X-Total-Count')).toBe('2')
  expect(Object.keys(sessions[0] ?? {}).sort()).toEqual(['_id', 'created_at', 'current', 'expires_at', 'id', 'last_used_at', 'user_agent'])
  expect(sessions[1]?.last_used_at).toBe(clock.now().toISOString())
  expect((await sessionsOf(laptop)).map(({ current }) => current)).toEqual([true, false])
})

test('an expired session is not listed, though it is not deleted yet', async () => {
  const [first] = (await devices('first')) as [Tokens]
  await db.collection('sessions').insertOne({
    ...(await db.collection('sessions').findOne({ _id: new ObjectId((await sessionsOf(first))[0]?.id) })),
    _id: new ObjectId(),
    expires_at: clock.now(),
  })
  expect(await sessionsOf(first)).toHaveLength(1)
})

test('a long list is given in pages', async () => {
  const [first] = (await devices('one', 'two', 'three')) as [Tokens]
  const response = await as(first, 'GET', '/auth/sessions?limit=2')
  const next = /<(.+)>; rel="next"/.exec(response.headers.get('Link') ?? '')?.[1] ?? ''
  const last = await as(first, 'GET', next)
  const agents = [...((await response.json()) as Session[]), ...((await last.json()) as Session[])].map(({ user_agent }) => user_agent)
  expect([agents, last.headers.get('Link')]).toEqual([['three', 'two', 'one'], null])
})

test('ending a session ends its access tokens at once, and the others go on', async () => {
  const [phone, laptop] = (await devices('phone', 'laptop')) as [Tokens, Tokens]
  expect((await me(laptop.access_token)).status).toBe(200)
  const { id } = (await sessionsOf(phone)).find(({ user_agent }) => user_agent === 'laptop') as Session
  expect((await as(phone, 'DELETE', `/auth/sessions/${id}`)).status).toBe(204)
  expect([(await me(laptop.access_token)).status, (await refresh(laptop.refresh_token)).status]).toEqual([401, 401])
  expect((await me(phone.access_token)).status).toBe(200)
  expect((await as(phone, 'DELETE', `/auth/sessions/${id}`)).status).toBe(404)
})

test('one may end the session that asks', async () => {
  const [only] = (await devices('only')) as [Tokens]
  const [session] = await sessionsOf(only)
  expect((await as(only, 'DELETE', `/auth/sessions/${session?.id}/`)).status).toBe(204)
  expect((await me(only.access_token)).status).toBe(401)
})

test('another’s session is not found, like one that never was, and goes on', async () => {
  const [mine] = (await devices('mine')) as [Tokens]
  const [theirs] = (await devices('theirs')) as [Tokens]
  const [{ id }] = (await sessionsOf(theirs)) as [Session]
  for (const unknown of [id, '6560f0c2a7b4c1d2e3f40516']) {
    const response = await as(mine, 'DELETE', `/auth/sessions/${unknown}`)
    expect([response.status, await codeOf(response)]).toEqual([404, 'not_found'])
  }
  expect((await me(theirs.access_token)).status).toBe(200)
})

test.each([
  '/auth/sessions?limit=1e9',
  '/auth/sessions?cursor=x',
  '/auth/sessions?user_id=6560f0c2a7b4c1d2e3f40516',
  '/auth/sessions?limit=1&limit=2',
])('%s is refused', async (path) => {
  const [tokens] = (await devices('any')) as [Tokens]
  expect((await as(tokens, 'GET', path)).status).toBe(422)
})

test('a session id that is none is refused, and all of it needs a token', async () => {
  const [tokens] = (await devices('any')) as [Tokens]
  expect((await as(tokens, 'DELETE', '/auth/sessions/all')).status).toBe(422)
  expect((await request('GET', '/auth/sessions')).status).toBe(401)
  expect((await request('DELETE', '/auth/sessions/6560f0c2a7b4c1d2e3f40516')).status).toBe(401)
})

test('when a disabled user refreshes, all their sessions end for good', async () => {
  const [phone, laptop] = (await devices('phone', 'laptop')) as [Tokens, Tokens]
  const { id } = (await (await me(phone.access_token)).json()) as { id: string }
  const set = (disabled: boolean) => db.collection('users').updateOne({ _id: new ObjectId(id) }, { $set: { disabled } })
  await set(true)
  expect((await refresh(phone.refresh_token)).status).toBe(401)
  await set(false)
  expect([(await refresh(laptop.refresh_token)).status, (await me(laptop.access_token)).status]).toEqual([401, 401])
})

test('of too many sessions the one used longest ago ends at a log-in, its access tokens too', async () => {
  await register('collector')
  const first = await logInWith('collector', 'first')
  const { id } = (await (await me(first.access_token)).json()) as { id: string }
  const second = await logInWith('collector', 'second')
  clock.advance(1_000)
  const template = await db.collection('sessions').findOne({ user_agent: 'first', user_id: new ObjectId(id) })
  await db.collection('sessions').insertMany(Array.from({ length: 48 }, () => ({ ...template, _id: new ObjectId(), last_used_at: clock.now() })))
  expect(await sessionsOf(first)).toHaveLength(50)
  clock.advance(1_000)
  const refreshed = (await (await refresh(first.refresh_token)).json()) as Tokens
  expect((await me(second.access_token)).status).toBe(200)

  const last = await logInWith('collector', 'last')
  expect([(await me(second.access_token)).status, (await refresh(second.refresh_token)).status]).toEqual([401, 401])
  for (const tokens of [refreshed, last]) expect((await me(tokens.access_token)).status).toBe(200)
  expect(await sessionsOf(last)).toHaveLength(50)
})
