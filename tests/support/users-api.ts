import { ObjectId } from 'mongodb'
import { testApi } from './api.ts'

export interface AnsweredUser {
  id: string
  username: string
  email: string
  full_name: string | null
  role: string
  disabled: boolean
  updated_at: string
}

/** The whole API, people of it, and admins. */
export async function usersApi(options: Parameters<typeof testApi>[0] = {}) {
  const api = await testApi(options)
  const users = api.db.collection('users')

  /** Changes a stored user, as a release before this one could have left it. */
  const store = (id: string, set: object) => users.updateOne({ _id: new ObjectId(id) }, { $set: set })
  return {
    ...api,
    store,
    stored: (id: string) => users.findOne({ _id: new ObjectId(id) }),
    async admin() {
      const { id, username, password } = await api.person()
      await store(id, { role: 'admin' })
      // A session of its own: of the first one the former role is remembered for seconds.
      const form = await api.app.request('/auth/token', { method: 'POST', body: new URLSearchParams({ username, password }) })
      const { access_token } = (await form.json()) as { access_token: string }
      const authorization = { Authorization: `Bearer ${access_token}` }
      const request: typeof api.request = (method, path, { headers, ...options } = {}) =>
        api.request(method, path, { ...options, headers: { ...authorization, ...headers } })
      return { id, username, authorization, request }
    },
  }
}

export const userOf = async (response: Response | Promise<Response>) => (await (await response).json()) as AnsweredUser
export const problemOf = async (response: Response | Promise<Response>) => {
  const answer = await response
  const { code, detail, errors } = (await answer.json()) as { code: string; detail: string; errors?: { path: string; message: string }[] }
  return { status: answer.status, code, detail, errors }
}
