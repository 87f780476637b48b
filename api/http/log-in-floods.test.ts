import { expect, test } from 'vitest'
import { AppError } from '../../core/errors.ts'
import { testApi } from '../../tests/support/api.ts'
import { anywhere, FORM, guarded, HOME, LIMIT, OFFICE, STRANGER } from '../../tests/support/guarded-api.ts'
import { createPasswords, type Passwords } from '../auth/index.ts'

test('a hundred wrong log-ins at once from one address are theirs alone to wait for', async () => {
  const { db, person } = await guarded()
  const { username, password } = await person()
  const passwords = createPasswords({ cost: 9 })
  const crowd = Promise.withResolvers<void>()
  const asked: unknown[] = []
  const verify: Passwords['verify'] = (...verification) => {
    if (asked.push(verification) === 100) crowd.resolve()
    return passwords.verify(...verification)
  }
  const api = await testApi({ db, rateLimits: { log_in: { ...LIMIT, points: 10 } }, passwords: { ...passwords, verify } })
  const logIn = async (name: string, secret: string, address: string) => {
    const body = new URLSearchParams({ username: name, password: secret }).toString()
    return (await api.request('POST', '/auth/token', { body, headers: FORM, address })).status
  }
  let answered = 0
  const guesses = Array.from({ length: 100 }, (_, i) => logIn(`nobody-${i}`, 'wrong', STRANGER).finally(() => answered++))
  await crowd.promise
  const before = answered
  expect(await logIn(username, password, HOME)).toBe(200)
  expect(answered - before).toBeLessThan(20)
  expect(await Promise.all(guesses)).toEqual(Array(100).fill(401))
  await passwords.close()
})

test.each([
  ['where the account is used', () => OFFICE],
  ['from everywhere', anywhere],
])('right passwords are limited too, ten times as widely: %s', async (_, address) => {
  const { person, logIn } = await guarded(1)
  const [{ username, password }, other] = [await person(), await person()]
  const statuses: number[] = []
  for (let i = 0; i < 12; i++) statuses.push((await logIn(username, password, address(i))).status)
  if (address(0) === address(1)) {
    // The first made the address known, and was counted as a stranger's.
    expect(statuses).toEqual([...Array(11).fill(200), 429])
    const refused = await logIn(username, password, OFFICE)
    expect(refused.headers.get('RateLimit-Policy')).toBe('"log-in";q=1;w=900')
  } else expect(statuses).toEqual([...Array(10).fill(200), 429, 429])
  expect((await logIn(other.username, other.password, OFFICE)).status).toBe(200)
})

test('an address with many accounts logs in a hundred times as often at most', async () => {
  const { person, logIn } = await guarded(1)
  const people = await Promise.all(Array.from({ length: 11 }, () => person()))
  const statuses: number[] = []
  for (const { username, password } of people) for (let i = 0; i < 10; i++) statuses.push((await logIn(username, password, OFFICE)).status)
  expect(statuses).toEqual([...Array(100).fill(200), ...Array(10).fill(429)])
})

test('a log-in that is refused because too many wait is none', async () => {
  const { db, person } = await guarded()
  const { username, password } = await person()
  const passwords = createPasswords({ cost: 4 })
  let busy = true
  const verify: Passwords['verify'] = async (...asked) => {
    if (busy) throw new AppError('too_many_requests', { params: { retry_after: 10 } })
    return passwords.verify(...asked)
  }
  const api = await testApi({ db, rateLimits: { log_in: LIMIT }, passwords: { ...passwords, verify } })
  const attempt = async () => {
    const body = new URLSearchParams({ username, password }).toString()
    const response = await api.request('POST', '/auth/token', { body, headers: FORM, address: STRANGER })
    return [response.status, response.headers.get('Retry-After')]
  }
  for (let i = 0; i < 5; i++) expect(await attempt()).toEqual([429, '10'])
  busy = false
  expect(await attempt()).toEqual([200, null])
})
