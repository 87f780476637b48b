import { afterAll, expect, test } from 'vitest'
import { createSessionRepository } from '../../core/db/session-repository.ts'
import { secretKey } from '../../tests/support/api.ts'
import { authApi, codeOf, PASSWORD, type Tokens } from '../../tests/support/auth-api.ts'
import { createAccounts } from './accounts.ts'
import { createAuthentication } from './authentication.ts'
import { createPasswords, type Passwords } from './passwords.ts'

const NEXT = 'cinq vagues violet marche'
const api = await authApi()
const { db, request, register, logIn, me, refresh, newcomer } = api
const tokensOf = async (response: Response) => (await response.json()) as Tokens

const change = ({ access_token }: Tokens, next = NEXT, current = PASSWORD, more: object = {}) =>
  request('POST', '/auth/change-password', {
    body: { current_password: current, new_password: next, ...more },
    headers: { Authorization: `Bearer ${access_token}` },
  })

let people = 0
const somebody = async () => {
  const username = `person-${people++}`
  return { username, tokens: await newcomer(username) }
}

test('from then on the new password logs in, and the old one does not', async () => {
  const { username, tokens } = await somebody()
  const response = await change(tokens)
  const user = (await response.json()) as { username: string; created_at: string; updated_at: string }
  expect([response.status, user.username]).toEqual([200, username])
  expect(JSON.stringify(user)).not.toContain('$2b$')
  expect(user.updated_at > user.created_at).toBe(true)
  expect([(await logIn(username)).status, (await logIn(username, NEXT)).status]).toEqual([401, 200])
})

test('the session that asks goes on, every other one ends at once', async () => {
  await register('devices')
  const [phone, laptop, stolen] = await Promise.all(['', '', ''].map(() => logIn('devices').then(tokensOf)))
  if (!phone || !laptop || !stolen) throw new Error('not logged in')
  for (const { access_token } of [phone, laptop, stolen]) expect((await me(access_token)).status).toBe(200)
  expect((await change(phone)).status).toBe(200)
  const statuses = async (tokens: Tokens) => [(await me(tokens.access_token)).status, (await refresh(tokens.refresh_token)).status]
  expect(await statuses(phone)).toEqual([200, 200])
  expect(await statuses(laptop)).toEqual([401, 401])
  expect(await statuses(stolen)).toEqual([401, 401])
})

test('a wrong current password changes nothing and ends nothing', async () => {
  const { username, tokens } = await somebody()
  const other = await tokensOf(await logIn(username))
  const response = await change(tokens, NEXT, 'wrong')
  expect([response.status, await codeOf(response)]).toEqual([400, 'wrong_password'])
  expect([(await me(other.access_token)).status, (await logIn(username)).status]).toEqual([200, 200])
})

test('of two changes at once one is made, and the other hears that its current password is wrong', async () => {
  const { username, tokens } = await somebody()
  const responses = await Promise.all([change(tokens, 'first of two at once'), change(tokens, 'second of two at once')])
  expect(responses.map(({ status }) => status).sort()).toEqual([200, 400])
  const made = responses[0]?.status === 200 ? 'first of two at once' : 'second of two at once'
  expect((await logIn(username, made)).status).toBe(200)
  expect((await me(tokens.access_token)).status).toBe(200)
})

test.each([
  ['an operator for the current password', { current_password: { $ne: '' } }, 'current_password'],
  ['a short password', { new_password: 'short' }, 'new_password'],
  ['a password over 72 bytes', { new_password: 'é'.repeat(37) }, 'new_password'],
  ['a common password', { new_password: 'Password1' }, 'new_password'],
  ['null', { new_password: null }, 'new_password'],
  ['somebody else’s id', { user_id: '6560f0c2a7b4c1d2e3f40516' }, 'user_id'],
])('%s is refused, and the field named', async (_, more, path) => {
  const { tokens } = await somebody()
  const response = await change(tokens, NEXT, PASSWORD, more)
  const { errors } = (await response.json()) as { errors: { path: string }[] }
  expect([response.status, errors.map((error) => error.path)]).toEqual([422, [path]])
})

test('a password of emoji and combining accents is taken as it is', async () => {
  const { username, tokens } = await somebody()
  const next = 'e\u0301te\u0301 🏖️ mer'
  expect((await change(tokens, next)).status).toBe(200)
  expect([(await logIn(username, next)).status, (await logIn(username, next.normalize('NFC'))).status]).toEqual([200, 401])
})

test('without a token nobody’s password is changed', async () => {
  const body = { current_password: PASSWORD, new_password: NEXT }
  expect((await request('POST', '/auth/change-password/', { body })).status).toBe(401)
})

test.each([
  ['disabled', { disabled: true }],
  ['being erased', { erasing_at: new Date() }],
])('whose account another process has just marked %s changes no password', async (_, set) => {
  const { username, tokens } = await somebody()
  expect((await me(tokens.access_token)).status).toBe(200)
  await db.collection('users').updateOne({ username }, { $set: set })
  const response = await change(tokens)
  expect([response.status, await codeOf(response)]).toEqual([401, 'invalid_token'])
})

/** Passwords that let a test do something after a verification, once. */
function watched(passwords: Passwords) {
  let then: (() => unknown) | undefined
  const verify: Passwords['verify'] = async (...asked) => {
    const right = await passwords.verify(...asked)
    const once = then
    then = undefined
    await once?.()
    return right
  }
  const afterNextVerify = (next: () => unknown) => {
    then = next
  }
  return { passwords: { ...passwords, verify }, afterNextVerify }
}

test('who is logging in with the old password meanwhile gets no session', async () => {
  const cheap = createPasswords({ cost: 4 })
  afterAll(() => cheap.close())
  const { passwords, afterNextVerify } = watched(cheap)
  const beside = await authApi({ db, passwords })
  const { username, tokens } = await somebody()
  afterNextVerify(() => change(tokens))
  expect((await beside.logIn(username)).status).toBe(401)
  const live = await db
    .collection('sessions')
    .countDocuments({ user_id: (await db.collection('users').findOne({ username }))?._id, revoked_at: null })
  expect(live).toBe(1)
})

test('a hash that is renewed meanwhile neither undoes the change nor refuses it', async () => {
  const strong = createPasswords({ cost: 5 })
  afterAll(() => strong.close())
  const { passwords, afterNextVerify } = watched(strong)
  const beside = await authApi({ db, passwords })

  const first = await somebody()
  afterNextVerify(() => change(first.tokens))
  expect((await beside.logIn(first.username)).status).toBe(401)
  expect((await logIn(first.username, NEXT)).status).toBe(200)

  const second = await somebody()
  const tokens = await tokensOf(await logIn(second.username))
  afterNextVerify(() => beside.logIn(second.username))
  const response = await beside.request('POST', '/auth/change-password', {
    body: { current_password: PASSWORD, new_password: NEXT },
    headers: { Authorization: `Bearer ${tokens.access_token}` },
  })
  expect(response.status).toBe(200)
  expect((await logIn(second.username, NEXT)).status).toBe(200)
})

test('two log-ins at once that both renew the hash both get in', async () => {
  const strong = createPasswords({ cost: 5 })
  afterAll(() => strong.close())
  const beside = await authApi({ db, passwords: strong })
  const { username } = await somebody()
  const responses = await Promise.all([beside.logIn(username), beside.logIn(username), beside.logIn(username)])
  expect(responses.map(({ status }) => status)).toEqual([200, 200, 200])
})

const LOG_IN = { points: 2, seconds: 900 }

test('strangers’ guesses keep nobody with a session from changing their password, wherever they are', async () => {
  const limited = await authApi({ rateLimits: { log_in: LOG_IN } })
  const { access_token } = await limited.newcomer('guessed-at')
  const form = new URLSearchParams({ username: 'guessed-at', password: 'wrong' }).toString()
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const guesses: number[] = []
  for (let i = 0; i < 3; i++) guesses.push((await limited.request('POST', '/auth/token', { body: form, headers, address: `203.0.113.${i}` })).status)
  expect(guesses).toEqual([401, 401, 429])
  const response = await limited.request('POST', '/auth/change-password', {
    body: { current_password: PASSWORD, new_password: NEXT },
    headers: { Authorization: `Bearer ${access_token}` },
    address: '198.51.100.1',
  })
  expect(response.status).toBe(200)
})

test('a stolen session guesses no more often than a log-in, and its guesses keep nobody from logging in', async () => {
  const limited = await authApi({ rateLimits: { log_in: LOG_IN } })
  const { access_token } = await limited.newcomer('stolen')
  const guess = async (current_password: string, i: number) => {
    const headers = { Authorization: `Bearer ${access_token}` }
    const body = { current_password, new_password: NEXT }
    return (await limited.request('POST', '/auth/change-password', { body, headers, address: `203.0.113.${i}` })).status
  }
  expect([await guess('one', 1), await guess('two', 2), await guess(PASSWORD, 3)]).toEqual([400, 400, 429])
  expect((await limited.logIn('stolen')).status).toBe(200)
})

test('changes of one’s own password are limited as well, ten times as widely', async () => {
  const limited = await authApi({ rateLimits: { log_in: { ...LOG_IN, points: 1 } } })
  const { access_token } = await limited.newcomer('restless')
  const statuses: number[] = []
  for (let i = 0; i < 11; i++) {
    const [current_password, new_password] = i % 2 === 0 ? [PASSWORD, NEXT] : [NEXT, PASSWORD]
    const body = { current_password, new_password }
    const response = await limited.request('POST', '/auth/change-password', { body, headers: { Authorization: `Bearer ${access_token}` } })
    statuses.push(response.status)
  }
  expect(statuses).toEqual([...Array(10).fill(200), 429])
})

/** Accounts of a process in which `changePassword` is the write, and the change that a session asks them for. */
async function changing(tokens: Tokens, changePassword: typeof api.users.changePassword) {
  const passwords = createPasswords({ cost: 4 })
  afterAll(() => passwords.close())
  const [sessions, now, log] = [createSessionRepository(db), () => new Date(), { warn: () => {} }]
  const authentication = createAuthentication({ users: api.users, sessions, secretKey, accessTokenMinutes: 30, refreshTokenDays: 7, now, log })
  const accounts = createAccounts({ users: { ...api.users, changePassword }, passwords, authentication, now })
  const { id, sessionId } = await authentication.check(tokens.access_token)
  const attempt = { caller: { lane: id, known: true }, succeeded: async () => {}, notMade: async () => {} }
  return accounts.changePassword({ user: { id, sessionId }, current: PASSWORD, next: NEXT, counted: async () => attempt })
}

test('were the process to die right after the change, every other session would have ended all the same', async () => {
  const { username, tokens } = await somebody()
  const stolen = await tokensOf(await logIn(username))
  const dying = changing(tokens, async (...change) => {
    await api.users.changePassword(...change)
    throw new Error('died')
  })
  await expect(dying).rejects.toThrow('died')
  expect((await logIn(username, NEXT)).status).toBe(200)
  expect([(await refresh(stolen.refresh_token)).status, (await me(stolen.access_token)).status]).toEqual([401, 401])
  expect((await me(tokens.access_token)).status).toBe(200)
})

test('a session that was opened right before the change ends as well', async () => {
  const { username, tokens } = await somebody()
  let opened: Tokens | undefined
  await changing(tokens, async (...change) => {
    opened = await tokensOf(await logIn(username))
    return api.users.changePassword(...change)
  })
  expect((await refresh(opened?.refresh_token ?? '')).status).toBe(401)
  expect((await me(tokens.access_token)).status).toBe(200)
})
