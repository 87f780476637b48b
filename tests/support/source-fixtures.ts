import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { SourceQuery } from '../../activities/collecting/query.ts'
import type { RawOffer } from '../../activities/collecting/raw-offer.ts'
import type { Skipped, SourceTarget, SourceTask } from '../../activities/collecting/source.ts'
import type { Rejection, SourceErrorCode } from '../../core/domain/collection-rules.ts'
import { type Respond, type SentRequest, send, sortedPath } from './source-server.ts'

export interface FixtureAnswer {
  /** 200 where it is not said. */
  status?: number
  /** The media type; by the body's file name, or JSON, where it is not said. */
  type?: string
  headers?: Record<string, string>
  /** A file beside the case, or JSON as it is. */
  body?: unknown
}

export interface FixtureExchange {
  request: {
    /** GET where it is not said. */
    method?: string
    /** With its query, in any order. */
    path: string
    /** Those that must be there, in lower case. */
    headers?: Record<string, string>
    json?: unknown
    form?: Record<string, string>
  }
  answer: FixtureAnswer
}

export interface FixtureStep {
  label: string
  /** Requests on the way (a token), then the step's own. None: the step fails before it asks. */
  exchanges: FixtureExchange[]
  offers?: (Partial<RawOffer> & { title: string })[]
  /** How many offers, of a page so long that each says nothing more. */
  count?: number
  /** Labels of the steps that follow from this one. */
  next?: string[]
  links?: string[]
  needsBrowser?: boolean
  rejected?: Rejection
  error?: { code: SourceErrorCode; retryable?: boolean; params?: Record<string, unknown> }
}

/** One case of a source: what is asked of it, how it asks, what it is answered, what it reads. */
export interface FixtureCase {
  name: string
  targets?: (Pick<SourceTarget, 'board'> & Partial<SourceTarget>)[]
  /** Beside the base URL, which is the server's: `{ "client_id": "…" }`. */
  settings?: Record<string, string>
  query?: Partial<SourceQuery>
  limit?: number
  skipped?: Skipped
  /** All steps, in the order in which they are planned and follow from each other. */
  steps?: FixtureStep[]
  /** Of one case a source: how its first step's last answer is broken in every way. `list` is the offers' place in it: `jobs`, or `` for the answer itself; null of pages. */
  faults?: { list: string | null; empty: FixtureAnswer; emptyError?: SourceErrorCode }
}

const root = new URL('../fixtures/sources/', import.meta.url)
const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  xml: 'application/xml',
  txt: 'text/plain; charset=utf-8',
  json: 'application/json; charset=utf-8',
}

/** The cases of a source, `{base}` being where its server is. */
export function fixtureCases(source: string, base: string): FixtureCase[] {
  return readdirSync(new URL(`${source}/`, root))
    .filter((file) => file.endsWith('.case.json'))
    .sort()
    .map((file) => JSON.parse(textOf(source, file, base)))
}

export interface FixtureAddresses {
  /** Address, board, and the offer's id where it names one. */
  own: [address: string, board: string, nativeId: string | null][]
  foreign: string[]
}

/** Addresses that are of a source's own site, and some that are not. */
export function fixtureAddresses(source: string): FixtureAddresses {
  return existsSync(new URL(`${source}/addresses.json`, root)) ? JSON.parse(textOf(source, 'addresses.json', '')) : { own: [], foreign: [] }
}

const QUERY: SourceQuery = { text: '', keywords: [], place: null, workMode: null, contract: null, language: 'fr', by: 'rules' }

/** What a case asks of its source. */
export const taskOf = ({ targets = [], settings = {}, query, limit = 1_000 }: FixtureCase, base: string): SourceTask => ({
  query: { ...QUERY, ...query },
  targets: targets.map((target) => ({ nativeId: null, depth: 0, ...target })),
  settings: { baseUrl: base, values: settings },
  limit,
})

/** What is sent for an answer: headers, and the body with `{base}` filled in. */
export function answerOf(source: string, { type, headers, body }: FixtureAnswer, base: string): { headers: Record<string, string>; text: string } {
  const [, file, extension = 'json'] = typeof body === 'string' ? (/^([\w.-]+\.(html|xml|txt|json))$/.exec(body) ?? []) : []
  const text = file !== undefined ? textOf(source, file, base) : typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
  const said = type ?? (body === undefined ? undefined : TYPES[extension])
  return { headers: { ...(said !== undefined && { 'content-type': said }), ...headers }, text }
}

/** The answer, to be played. */
export function respondWith(source: string, answer: FixtureAnswer, base: string): Respond {
  const { headers, text } = answerOf(source, answer, base)
  return send(answer.status ?? 200, headers, text)
}

/** What was sent, as far as the fixture says what is to be sent. */
export function sentAsSaid({ method, path, headers, json, form }: SentRequest, said: FixtureExchange | undefined): FixtureExchange['request'] {
  const names = Object.keys(said?.request.headers ?? {})
  return { method, path, headers: Object.fromEntries(names.map((name) => [name, headers[name] ?? ''])), json, ...(form && { form }) }
}

/** What the fixture says is to be sent, complete. */
export function saidToBeSent({ request: { method = 'GET', path, headers = {}, json, form } }: FixtureExchange): FixtureExchange['request'] {
  const { pathname, searchParams } = new URL(path, 'http://source')
  return { method, path: sortedPath(pathname, searchParams), headers, json, ...(form && { form }) }
}

const textOf = (source: string, file: string, base: string) => readFileSync(new URL(`${source}/${file}`, root), 'utf8').replaceAll('{base}', base)
