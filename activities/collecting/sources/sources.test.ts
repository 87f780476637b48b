/*
 * Every source of the registry, over its fixtures and through every fault. A new source adds nothing here: it is its file, its line in
 * registry.ts, and its folder tests/fixtures/sources/<name>/:
 * - `<anything>.case.json`, one case a file, in the shape of FixtureCase (tests/support/source-fixtures.ts): the targets, settings and query
 *   that are asked for; then `steps`, every step in the order in which it is planned or follows, each with the requests it must make, what
 *   they are answered, and the offers (RawOffer; what is left out is NOTHING_SAID), next steps (labels) and links that it must read, or
 *   the `error` with which it ends. `skipped` instead of `steps`: why it is not asked at all.
 * - bodies beside the cases (`board.json`, `list.html`), named in `"body"`; small ones stand there as they are.
 * - exactly one case has `faults`: `list`, where the offers are in its first step's last answer (`jobs`, `data`, `` for a bare array, null
 *   for a page), and `empty`, the answer of a board without offers. That answer is what gets broken.
 * `{base}` in any of them is the address of the local server, which also is `settings.baseUrl`; another host's setting is `{base}/other`.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SourceName } from '../../../core/domain/sources.ts'
import { ask, endOf, type Fetch, idsOf } from '../../../tests/support/source-asking.ts'
import { escapedTwice, huge, inTheFuture, onlyBadOnes, twice, withBadOnes } from '../../../tests/support/source-faults.ts'
import { answerOf, type FixtureCase, type FixtureExchange, fixtureCases } from '../../../tests/support/source-fixtures.ts'
import {
  cutShort,
  drip,
  type Respond,
  type SentRequest,
  type SourceServer,
  send,
  sortedPath,
  startSourceServer,
} from '../../../tests/support/source-server.ts'
import { NOTHING_SAID } from '../raw-offer.ts'
import type { SourceReading, SourceRequest, SourceStep, SourceTask } from '../source.ts'
import { sources } from './registry.ts'

const now = new Date('2026-11-23T12:00:00Z')
const names = Object.keys(sources) as SourceName[]
const QUERY: SourceTask['query'] = { text: '', keywords: [], place: null, workMode: null, contract: null, language: 'fr', by: 'rules' }

let server: SourceServer
let elsewhere: SourceServer
let fetch: Fetch

beforeAll(async () => {
  server = await startSourceServer()
  elsewhere = await startSourceServer()
  fetch = standIn
})

afterAll(async () => {
  await server.close()
  await elsewhere.close()
})

/** To be replaced by the polite fetch. */
async function standIn(request: SourceRequest) {
  const { PageError } = await import('../../crawling/page-error.ts')
  const signal = AbortSignal.timeout(request.timeoutMs ?? 30_000)
  const form = request.form && new URLSearchParams(request.form)
  try {
    const answer = await globalThis.fetch(request.url, {
      method: request.method ?? 'GET',
      redirect: request.expects === 'page' ? 'follow' : 'manual',
      signal,
      headers: { ...request.headers, ...(request.json !== undefined && { 'content-type': 'application/json' }) },
      ...(request.json !== undefined ? { body: JSON.stringify(request.json) } : form ? { body: form } : {}),
    })
    const body = await answer.text()
    let json: unknown
    if (request.expects === 'json' && answer.ok && body !== '') {
      try {
        json = JSON.parse(body)
      } catch {
        throw new PageError('not_a_page', { content_type: 'text/html' })
      }
    }
    return { status: answer.status, url: answer.url, headers: Object.fromEntries(answer.headers), body, json, via: 'http' as const }
  } catch (error) {
    if (error instanceof PageError) throw error
    throw signal.aborted ? new PageError('timed_out') : new PageError('unreachable', { reason: 'connection' }, { retryable: true })
  }
}

const taskOf = ({ targets = [], settings = {}, query, limit = 1_000 }: FixtureCase): SourceTask => ({
  query: { ...QUERY, ...query },
  targets: targets.map((target) => ({ nativeId: null, depth: 0, ...target })),
  settings: { baseUrl: server.url, values: settings },
  limit,
})

const planned = (name: SourceName, task: SourceTask): SourceStep[] => {
  const steps = sources[name].plan(task)
  if ('skipped' in steps) throw new Error(`${name} was skipped: ${steps.skipped}`)
  return steps
}

test('every source of the registry has cases, one of them to be broken', () => {
  for (const name of names)
    expect(
      fixtureCases(name, '').filter(({ faults }) => faults !== undefined),
      name,
    ).toHaveLength(1)
})

describe.each(names)('%s', (name) => {
  const source = sources[name]

  test.each(fixtureCases(name, '').map((fixture, index) => [fixture.name, index] as const))('%s', async (_name, index) => {
    const fixture = fixtureCases(name, server.url)[index] as FixtureCase
    const task = taskOf(fixture)
    const plan = source.plan(task)
    expect(source.plan(task)).toEqual(plan)
    if ('skipped' in plan) return expect(plan).toEqual(fixture.skipped)
    expect(fixture.skipped).toBeUndefined()

    const queue = [...plan]
    for (const expected of fixture.steps ?? []) {
      const step = JSON.parse(JSON.stringify(queue.shift())) as SourceStep
      expect(step.label).toBe(expected.label)
      server.play(expected.exchanges.map(({ answer }) => good(answer)))
      const { reading, error } = await endOf(ask(source, step, task, fetch, now))
      expect(server.requests.map((sent, at) => shown(sent, expected.exchanges[at]))).toEqual(expected.exchanges.map(wanted))
      if (expected.error !== undefined) expect(error).toMatchObject(expected.error)
      else {
        expect(error?.code).toBeUndefined()
        if (expected.count === undefined) expect(reading?.offers).toEqual((expected.offers ?? []).map((offer) => ({ ...NOTHING_SAID, ...offer })))
        else expect(reading?.offers).toHaveLength(expected.count)
        expect(reading?.next.map(({ label }) => label)).toEqual(expected.next ?? [])
        expect(reading?.links ?? []).toEqual(expected.links ?? [])
        expect(reading?.needsBrowser ?? false).toBe(expected.needsBrowser ?? false)
        expect(reading?.rejected).toBe(expected.rejected)
        queue.push(...(reading?.next ?? []))
      }
    }
    expect(queue.map(({ label }) => label)).toEqual([])
  })

  test('keeps no secret in its steps, and no step twice', () => {
    for (const fixture of fixtureCases(name, server.url)) {
      const steps = source.plan(taskOf(fixture))
      if ('skipped' in steps) continue
      const secrets = Object.values(fixture.settings ?? {}).filter((value) => !value.startsWith('http'))
      for (const secret of secrets) expect(JSON.stringify(steps)).not.toContain(secret)
      expect(new Set(steps.map(({ key }) => key)).size).toBe(steps.length)
    }
  })

  /** The first step of the case that is to be broken, its last answer as `spoil` sends it. */
  async function broken(
    spoil: (text: string, list: string | null, headers: Record<string, string>) => Respond,
    { timeoutMs }: { timeoutMs?: number } = {},
  ) {
    const fixture = fixtureCases(name, server.url).find(({ faults }) => faults !== undefined) as FixtureCase & Required<Pick<FixtureCase, 'faults'>>
    const { list } = fixture.faults
    const exchanges = fixture.steps?.[0]?.exchanges ?? []
    const last = exchanges.at(-1) as FixtureExchange
    const { headers, text } = answerOf(name, last.answer, server.url)
    const before = exchanges.slice(0, -1).map(({ answer }) => good(answer))
    const task = taskOf(fixture)
    const step = planned(name, task)[0] as SourceStep
    const impatient: Fetch = (request) => fetch(timeoutMs === undefined ? request : { ...request, timeoutMs })
    const end = async (respond: Respond) => {
      server.play([...before, respond])
      return endOf(ask(source, step, task, impatient, now))
    }
    const whole = await end(send(200, headers, text))
    return { ...(await end(spoil(text, list, headers))), whole: whole.reading as SourceReading, list, faults: fixture.faults }
  }

  const good = (answer: FixtureExchange['answer']): Respond => {
    const { headers, text } = answerOf(name, answer, server.url)
    return send(answer.status ?? 200, headers, text)
  }
  const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
  const HTML_TYPE = { 'content-type': 'text/html; charset=utf-8' }
  const WALL = '<!doctype html><html lang="fr"><head><title>Maintenance</title></head><body><h1>Nous revenons bientôt</h1></body></html>'
  const readsPages = fixtureCases(name, '').some(({ faults }) => faults?.list === null)

  test('waits as long as a 429 asks', async () => {
    const { code, error } = await broken(() => send(429, { 'retry-after': '7' }))
    expect({ code, retryable: error?.retryable, retryAfterMs: error?.retryAfterMs }).toEqual({
      code: 'rate_limited',
      retryable: true,
      retryAfterMs: 7_000,
    })
  })

  test('says that it is refused by a 403, and does not insist', async () => {
    const { code, error } = await broken(() => send(403, HTML_TYPE, WALL))
    expect(['blocked', 'invalid_key']).toContain(code)
    expect(error?.retryable).toBe(false)
  })

  test('is asked again after a 500', async () => {
    const { code, error } = await broken(() => send(500, JSON_TYPE, '{"error": "Internal Server Error"}'))
    expect({ code, retryable: error?.retryable }).toEqual({ code: 'unreachable', retryable: true })
  })

  test('tells what is not its answer from an answer without offers', async () => {
    if (readsPages) return expect((await broken(() => send(200, HTML_TYPE, WALL))).reading?.offers ?? []).toEqual([])
    for (const respond of [
      send(200, HTML_TYPE, WALL),
      send(200, JSON_TYPE, WALL),
      ...['null', '42', '"text"', '{}', '{"error": "no"}', ''].map((text) => send(200, JSON_TYPE, text)),
    ]) {
      const { code, error } = await broken(() => respond)
      expect({ code, retryable: error?.retryable }).toEqual({ code: 'unexpected_answer', retryable: false })
    }
  })

  test('reads no half of an answer', async () => {
    const cut = await broken((text, _list, headers) => cutShort(headers, text.slice(0, text.length / 2)))
    expect({ code: cut.code, retryable: cut.error?.retryable }).toEqual({ code: 'unreachable', retryable: true })
    if (readsPages) return
    const { code } = await broken((text, _list, headers) => send(200, headers, text.slice(0, text.length / 2)))
    expect(code).toBe('unexpected_answer')
  })

  test('finds nothing on an empty board, and asks no further', async () => {
    const { reading, code, faults } = await broken(() => good(faultsOf(name).empty))
    expect(code).toBe(faults.emptyError)
    if (code === undefined) expect(reading).toMatchObject({ offers: [], next: [] })
  })

  test('leaves out what is no offer, and says so when nothing else is there', async () => {
    const { list } = faultsOf(name)
    if (list === null) return
    const some = await broken((text, _list, headers) => send(200, headers, withBadOnes(text, list)))
    expect(idsOf(some.reading as SourceReading)).toEqual(idsOf(some.whole))
    expect(idsOf(some.whole).length).toBeGreaterThan(0)
    expect((await broken((text, _list, headers) => send(200, headers, onlyBadOnes(text, list)))).code).toBe('unexpected_answer')
  })

  test('reads the same offers from an answer that has each twice', async () => {
    const { list } = faultsOf(name)
    if (list === null) return
    const { reading, whole } = await broken((text, _list, headers) => send(200, headers, twice(text, list)))
    expect(idsOf(reading as SourceReading)).toEqual(idsOf(whole))
  })

  test('reads offers whose dates are in the future', async () => {
    const { reading, whole } = await broken((text, _list, headers) => send(200, headers, inTheFuture(text)))
    expect(reading?.offers).toHaveLength(whole.offers.length)
  })

  test('reads 5 MB', async () => {
    const { reading, whole } = await broken((text, list, headers) => send(200, headers, huge(text, list)))
    expect(idsOf(reading as SourceReading)).toEqual(idsOf(whole))
  })

  test('reads text that was escaped twice more', async () => {
    const { reading, whole } = await broken((text, list, headers) => send(200, headers, escapedTwice(text, list)))
    expect(idsOf(reading as SourceReading)).toEqual(idsOf(whole))
  })

  test('follows no redirect to another host', async () => {
    if (readsPages) return
    elsewhere.play([send(200, JSON_TYPE, '{}')])
    const { code } = await broken(() => send(302, { location: `${elsewhere.url}/secret` }))
    expect(['refused', 'unexpected_answer', 'unreachable']).toContain(code)
    expect(elsewhere.requests).toEqual([])
  })

  test('gives up an answer that drips', async () => {
    const { code } = await broken((_text, _list, headers) => drip(headers['content-type'] ?? ''), { timeoutMs: 1_000 })
    expect(code).toBe('timed_out')
  })
})

const faultsOf = (name: SourceName) =>
  fixtureCases(name, server.url).find(({ faults }) => faults !== undefined)?.faults as NonNullable<FixtureCase['faults']>

/** What was sent, as far as the fixture says what is to be sent. */
function shown({ method, path, headers, json, form }: SentRequest, expected: FixtureExchange | undefined) {
  const said = Object.keys(expected?.request.headers ?? {})
  return { method, path, headers: Object.fromEntries(said.map((header) => [header, headers[header]])), json, form }
}

function wanted({ request: { method = 'GET', path, headers = {}, json, form } }: FixtureExchange) {
  const { pathname, searchParams } = new URL(path, 'http://source')
  return { method, path: sortedPath(pathname, searchParams), headers, json, form }
}
