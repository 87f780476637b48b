import { pino } from 'pino'
import { type TestApiOptions, testApi } from './api.ts'

/** The whole API, and people who upload their CV. What it logs is in `logged`, with nothing redacted. */
export async function cvApi(options: TestApiOptions = {}) {
  const logged: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })
  const api = await testApi({ log, ...options })

  async function applicant() {
    const person = await api.person()
    const authorization = { Authorization: `Bearer ${person.tokens.access_token}` }
    const send = async (body: RequestInit['body'], headers: Record<string, string> = {}) =>
      api.app.request('/users/upload-cv', { method: 'POST', body, headers: { ...authorization, ...headers }, duplex: 'half' } as RequestInit)
    return {
      ...person,
      authorization,
      send,
      /** Sends the content as any browser would, under a name and a type that say nothing true. */
      upload: (content: Uint8Array, headers: Record<string, string> = {}) => send(formOf(content), headers),
      download: async (id = person.id) => person.request('GET', `/users/${id}/cv`),
    }
  }
  return { ...api, logged, applicant }
}

export function formOf(content: Uint8Array, { field = 'file', name = 'photo.png', type = 'image/png' } = {}): FormData {
  const form = new FormData()
  form.append(field, new File([content as Uint8Array<ArrayBuffer>], name, { type }))
  return form
}
