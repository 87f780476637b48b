import { pino } from 'pino'
import { connectDatabase } from '../../core/db/connection.ts'
import { type TestApiOptions, testApi } from './api.ts'

export const PASSWORD = 'quatre chevaux agrafe juste'

export interface Tokens {
  access_token: string
  refresh_token: string
}

/** The whole API and the calls of a person who comes and goes. What it logs is in `logged`, with nothing redacted. */
export async function authApi(options: Pick<TestApiOptions, 'now' | 'db' | 'passwords' | 'rateLimits'> = {}) {
  const logged: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })
  const api = await testApi({ ...options, log })
  const { app, request } = api

  const register = (username: string, change: object = {}) =>
    request('POST', '/auth/register', { body: { username, email: `${username}@example.com`, password: PASSWORD, ...change } })

  const logIn = async (username: string, password = PASSWORD) =>
    app.request('/auth/token', { method: 'POST', body: new URLSearchParams({ username, password }) })

  return {
    ...api,
    logged,
    register,
    logIn,
    refresh: (token: string) => request('POST', '/auth/refresh', { body: { refresh_token: token } }),
    logOut: (token: string) => request('POST', '/auth/logout', { body: { refresh_token: token } }),
    me: (accessToken: string) => request('GET', '/auth/me', { headers: { Authorization: `Bearer ${accessToken}` } }),
    /** Registers and logs in a new person. */
    async newcomer(username: string): Promise<Tokens> {
      await register(username)
      return (await logIn(username)).json() as Promise<Tokens>
    },
  }
}

/** A database whose server is away. */
export const databaseAway = () => connectDatabase({ uri: 'mongodb://127.0.0.1:1', database: 'none', selectionTimeoutMs: 200 }).db

/** A clock that only moves when told to. */
export function testClock(at = new Date()) {
  let time = at.getTime()
  return {
    now: () => new Date(time),
    advance(ms: number) {
      time += ms
    },
  }
}

export const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code
