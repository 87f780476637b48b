import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { Application } from '../core/domain/application.ts'
import type { Collection } from '../core/domain/collection.ts'
import { StackError } from './stack-error.ts'

/** Somebody registered and logged in, doing what the demo shows. */
export interface DemoClient {
  password: string
  create(application: { company: string; position: string; url: string }): Promise<Application>
  /** The steps that the live events told of, once the description has ended. */
  follow(applicationId: string): Promise<string[]>
  read(applicationId: string): Promise<Application>
  collect(asked: { query: string; sources: string[] }): Promise<Collection>
  /** The collection at its end; `tell` is given each state of it that the live events told of. */
  followCollection(collectionId: string, tell: (collection: Collection) => void): Promise<Collection>
}

/** Registers a person and logs them in. */
export async function logIn(apiUrl: string, username: string): Promise<DemoClient> {
  const password = crypto.randomUUID()
  await send(`${apiUrl}/auth/register`, { method: 'POST', ...json({ username, email: `${username}@example.com`, password }) })
  const tokens = await send(`${apiUrl}/auth/token`, { method: 'POST', body: new URLSearchParams({ username, password }) })
  const { access_token } = (await tokens.json()) as { access_token: string }
  const bearer = { Authorization: `Bearer ${access_token}` }
  const applications = `${apiUrl}/applications`
  const offers = `${apiUrl}/job-offers`

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
      const steps: string[] = []
      for await (const { step } of events<{ step: string | null }>(`${applications}/${id}/description`, bearer))
        if (step !== null && steps.at(-1) !== step) steps.push(step)
      return steps
    },
    async collect(asked) {
      const { body, headers } = json(asked)
      return (await send(`${offers}/collect`, { method: 'POST', body, headers: { ...bearer, ...headers } })).json() as Promise<Collection>
    },
    async followCollection(id, tell) {
      const collection = `${offers}/collections/${id}`
      for await (const state of events<Collection>(collection, bearer)) tell(state)
      return (await send(collection, { headers: bearer })).json() as Promise<Collection>
    },
  }
}

/** What live events tell, until they end. */
async function* events<T>(url: string, headers: Record<string, string>): AsyncGenerator<T> {
  const { body } = await send(url, { headers: { ...headers, Accept: 'text/event-stream' } })
  if (body === null) return
  for await (const { data } of body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())) yield JSON.parse(data) as T
}

const json = (body: object) => ({ body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } })

async function send(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, headers: { 'Accept-Language': 'en', ...init.headers } })
  if (response.ok) return response
  const { detail = response.statusText } = (await response.json()) as { detail?: string }
  throw new StackError(`The API answered ${response.status}: ${detail}`)
}
