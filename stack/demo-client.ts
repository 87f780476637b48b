import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { Application } from '../core/domain/application.ts'
import { StackError } from './stack-error.ts'

/** Somebody registered and logged in, doing what the demo shows. */
export interface DemoClient {
  password: string
  create(application: { company: string; position: string; url: string }): Promise<Application>
  /** The steps that the live events told of, once the description has ended. */
  follow(applicationId: string): Promise<string[]>
  read(applicationId: string): Promise<Application>
}

/** Registers a person and logs them in. */
export async function logIn(apiUrl: string, username: string): Promise<DemoClient> {
  const password = crypto.randomUUID()
  await send(`${apiUrl}/auth/register`, { method: 'POST', ...json({ username, email: `${username}@example.com`, password }) })
  const tokens = await send(`${apiUrl}/auth/token`, { method: 'POST', body: new URLSearchParams({ username, password }) })
  const { access_token } = (await tokens.json()) as { access_token: string }
  const bearer = { Authorization: `Bearer ${access_token}` }
  const applications = `${apiUrl}/applications`

  return {
    password,
    async create(application) {
      const { body, headers } = json(application)
      return (await send(applications, { method: 'POST', body, headers: { ...bearer, ...headers } })).json() as Promise<Application>
    },
    async read(id) {
      return (await send(`${applications}/${id}`, { headers: bearer })).json() as Promise<Application>
    },
    async follow(id) {
      const { body } = await send(`${applications}/${id}/description`, { headers: { ...bearer, Accept: 'text/event-stream' } })
      const steps: string[] = []
      if (body === null) return steps
      for await (const { data } of body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())) {
        const { step } = JSON.parse(data) as { step: string | null }
        if (step !== null && steps.at(-1) !== step) steps.push(step)
      }
      return steps
    },
  }
}

const json = (body: object) => ({ body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } })

async function send(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, headers: { 'Accept-Language': 'en', ...init.headers } })
  if (response.ok) return response
  const { detail = response.statusText } = (await response.json()) as { detail?: string }
  throw new StackError(`The API answered ${response.status}: ${detail}`)
}
