import { createPasswords, type Passwords } from '../../api/auth/index.ts'
import { testApi } from './api.ts'
import { testClock } from './auth-api.ts'

export const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

export const LIMIT = { points: 3, seconds: 900 }
export const [OFFICE, HOME, STRANGER] = ['192.0.2.1', '192.0.2.2', '203.0.113.9']

/** The whole API with a limit on log-ins, and those who guess. */
export async function guarded(points = LIMIT.points) {
  const clock = testClock()
  const passwords = createPasswords({ cost: 4 })
  const verified: string[] = []
  const verify: Passwords['verify'] = (password, hash) => {
    verified.push(password)
    return passwords.verify(password, hash)
  }
  const options = { rateLimits: { log_in: { ...LIMIT, points } }, now: clock.now, passwords: { ...passwords, verify } }
  const api = await testApi(options)
  const logInAt = (at: typeof api, username: string, password: string, address: string) =>
    at.request('POST', '/auth/token', {
      body: new URLSearchParams({ username, password }).toString(),
      headers: FORM,
      address,
    })
  const logIn = (username: string, password: string, address: string) => logInAt(api, username, password, address)
  return {
    ...api,
    clock,
    verified,
    logIn,
    besides: async () => {
      const other = await testApi({ ...options, db: api.db })
      return (username: string, password: string, address: string) => logInAt(other, username, password, address)
    },
    /** Statuses of wrong guesses, one after the other. */
    async guess(username: string, times: number, address: (i: number) => string = () => STRANGER) {
      const statuses: number[] = []
      for (let i = 0; i < times; i++) statuses.push((await logIn(username, 'wrong', address(i))).status)
      return statuses
    },
  }
}
export const anywhere = (i: number) => `198.51.100.${i}`
