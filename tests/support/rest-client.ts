import { randomUUID } from 'node:crypto'

const headers = { 'Content-Type': 'application/json' }

/** A client of a running API, as a script would be: registered, logged in. */
export interface RestClient {
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  /** Follows live events until the generation has ended, and answers the application then. */
  described(applicationId: string): Promise<Record<string, unknown>>
}

/** Registers somebody new, logs them in, and answers their access token. */
export async function newAccessToken(
  api: string,
  { username, password } = { username: `test-${randomUUID().slice(0, 8)}`, password: 'a long test password' },
): Promise<string> {
  const registered = await fetch(`${api}/auth/register`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ username, email: `${username}@example.com`, password }),
  })
  if (registered.status !== 201) throw new Error(`registration answered ${registered.status}: ${await registered.text()}`)
  const answer = await fetch(`${api}/auth/token`, { method: 'POST', body: new URLSearchParams({ username, password }) })
  return ((await answer.json()) as { access_token: string }).access_token
}

/** Registers somebody new and logs them in. */
export async function newRestClient(api: string, account?: { username: string; password: string }): Promise<RestClient> {
  const accessToken = await newAccessToken(api, account)
  const request: RestClient['request'] = (method, path, body, extra = {}) =>
    fetch(api + path, {
      method,
      headers: { Authorization: `Bearer ${accessToken}`, ...(body !== undefined && headers), ...extra },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  return {
    request,
    async described(id) {
      await (await request('GET', `/applications/${id}/description`, undefined, { Accept: 'text/event-stream' })).text()
      return (await (await request('GET', `/applications/${id}`)).json()) as Record<string, unknown>
    },
  }
}
