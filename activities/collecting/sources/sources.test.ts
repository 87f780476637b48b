/*
 * Every source of the registry, over its fixtures and through every fault. A new source adds nothing here: it is its file, its line in
 * registry.ts, and its folder tests/fixtures/sources/<name>/:
 * - `<anything>.case.json`, one case a file, in the shape of FixtureCase (tests/support/source-fixtures.ts): the targets, settings and query
 *   that are asked for; then `steps`, every step in the order in which it is planned or follows, each with the requests it must make, what
 *   they are answered, and what it must read: the offers (RawOffer; what is left out is NOTHING_SAID; or their `count`), next steps
 *   (labels) and links, or the `error` with which it ends. `skipped` instead of `steps`: why it is not asked at all.
 * - bodies beside the cases (`board.json`, `list.html`), named in `"body"`; small ones stand there as they are.
 * - exactly one case has `faults`: `list`, where the offers are in its first step's last answer (`jobs`, `data`, `` for a bare array, null
 *   for a page), and `empty`, the answer of a board without offers. That answer is what gets broken.
 * - `addresses.json`, of a source with `boardOf`: which addresses it knows as its own, and which it does not.
 * `{base}` in any of them is the address of the local server, which also is `settings.baseUrl`; another host's setting is `{base}/other`.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ensureIndexes } from '../../../core/db/indexes.ts'
import type { SourceName } from '../../../core/domain/sources.ts'
import { testDatabase } from '../../../tests/support/mongo.ts'
import { ask, endOf, idsOf, politeAsking } from '../../../tests/support/source-asking.ts'
import { escapedTwice, huge, inTheFuture, onlyBadOnes, twice, withBadOnes } from '../../../tests/support/source-faults.ts'
import {
  answerOf,
  type FixtureCase,
  fixtureAddresses,
  fixtureCases,
  respondWith,
  saidToBeSent,
  sentAsSaid,
  taskOf,
} from '../../../tests/support/source-fixtures.ts'
import { cutShort, drip, type Respond, type SourceServer, send, startSourceServer } from '../../../tests/support/source-server.ts'
import { normalise } from '../normalise/index.ts'
import { NOTHING_SAID } from '../raw-offer.ts'
import type { SourceReading, SourceStep } from '../source.ts'
import { sources } from './registry.ts'

const now = new Date('2026-11-23T12:00:00Z')
const names = Object.keys(sources) as SourceName[]
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
const HTML_TYPE = { 'content-type': 'text/html; charset=utf-8' }
const WALL = '<!doctype html><html lang="fr"><head><title>Maintenance</title></head><body><h1>Nous revenons bientôt</h1></body></html>'

const { db } = testDatabase()
const allowHosts: string[] = []
let asking: Awaited<ReturnType<typeof politeAsking>>
let server: SourceServer
let elsewhere: SourceServer

beforeAll(async () => {
  await ensureIndexes(db)
  asking = await politeAsking(db, allowHosts)
})
afterAll(() => asking.close())

// Servers of its own for each test: a host that asked for patience gets it.
beforeEach(async () => {
  server = await startSourceServer()
  elsewhere = await startSourceServer()
  allowHosts.push(server.host, elsewhere.host)
})
afterEach(async () => {
  await server.close()
  await elsewhere.close()
})

test('every source of the registry has cases, one of them to be broken', () => {
  for (const name of names)
    expect(
      fixtureCases(name, '').filter(({ faults }) => faults !== undefined),
      name,
    ).toHaveLength(1)
})

test('each address is of one source, which knows the board and the offer by it', () => {
  const owners = (address: string) => names.flatMap((name) => sources[name].boardOf?.(new URL(address)) ?? []).length
  for (const name of names) {
    const { own, foreign } = fixtureAddresses(name)
    expect(own.length > 0, name).toBe(sources[name].boardOf !== undefined)
    for (const [address, board, nativeId] of own) {
      expect(sources[name].boardOf?.(new URL(address)), address).toEqual({ board, nativeId })
      expect(owners(address), address).toBe(1)
    }
    for (const address of foreign) expect(sources[name].boardOf?.(new URL(address)), address).toBeUndefined()
  }
})

describe.each(names)('%s', (name) => {
  const source = sources[name]

  test.each(fixtureCases(name, '').map((fixture, index) => [fixture.name, index] as const))('%s', async (_name, index) => {
    const fixture = fixtureCases(name, server.url)[index] as FixtureCase
    const task = taskOf(fixture, server.url)
    const plan = source.plan(task)
    expect(source.plan(task)).toEqual(plan)
    if ('skipped' in plan) return expect(plan).toEqual(fixture.skipped)
    expect(fixture.skipped).toBeUndefined()

    const queue = [...plan]
    for (const said of fixture.steps ?? []) {
      const step: SourceStep = JSON.parse(JSON.stringify(queue.shift()))
      expect(step.label).toBe(said.label)
      server.play(said.exchanges.map(({ answer }) => respondWith(name, answer, server.url)))
      const { reading, error } = await endOf(ask(source, step, task, asking, now))
      expect(server.requests.map((sent, at) => sentAsSaid(sent, said.exchanges[at]))).toEqual(said.exchanges.map(saidToBeSent))
      if (said.error !== undefined) expect(error).toMatchObject(said.error)
      else {
        expect(error?.code).toBeUndefined()
        if (said.count === undefined) expect(reading?.offers).toEqual((said.offers ?? []).map((offer) => ({ ...NOTHING_SAID, ...offer })))
        else expect(reading?.offers).toHaveLength(said.count)
        expect(reading?.next.map(({ label }) => label)).toEqual(said.next ?? [])
        expect(reading?.links ?? []).toEqual(said.links ?? [])
        expect(reading?.needsBrowser ?? false).toBe(said.needsBrowser ?? false)
        expect(reading?.rejected).toBe(said.rejected)
        queue.push(...(reading?.next ?? []))
      }
    }
    expect(queue.map(({ label }) => label)).toEqual([])
  })

  test('keeps no secret in its steps, and no step twice', () => {
    for (const fixture of fixtureCases(name, server.url)) {
      const steps = source.plan(taskOf(fixture, server.url))
      if ('skipped' in steps) continue
      const secrets = Object.values(fixture.settings ?? {}).filter((value) => !value.startsWith('http'))
      for (const secret of secrets) expect(JSON.stringify(steps)).not.toContain(secret)
      expect(new Set(steps.map(({ key }) => key)).size).toBe(steps.length)
    }
  })

  /** The case that is to be broken: its first step's last answer, and how that step ends on another. */
  function breakable() {
    const fixture = fixtureCases(name, server.url).find(({ faults }) => faults !== undefined) as FixtureCase
    const { list, empty, emptyError } = fixture.faults as NonNullable<FixtureCase['faults']>
    const answers = (fixture.steps?.[0]?.exchanges ?? []).map(({ answer }) => answer)
    const good = answers.at(-1) ?? {}
    const task = taskOf(fixture, server.url)
    const step = (source.plan(task) as SourceStep[])[0] as SourceStep
    const end = (respond: Respond, limits: { timeoutMs?: number } = {}) => {
      server.play([...answers.slice(0, -1).map((answer) => respondWith(name, answer, server.url)), respond])
      return endOf(ask(source, step, task, { ...asking, fetch: (request) => asking.fetch({ ...request, ...limits }) }, now))
    }
    return { ...answerOf(name, good, server.url), status: good.status ?? 200, list, end, empty: respondWith(name, empty, server.url), emptyError }
  }

  /** What is read from the answer as it should be, and from what is left of it. */
  async function readings(spoil: (text: string, list: string | null) => string): Promise<Record<'whole' | 'spoiled', SourceReading>> {
    const { status, headers, text, list, end } = breakable()
    const whole = await end(send(status, headers, text))
    const spoiled = await end(send(status, headers, spoil(text, list)))
    expect([whole.code, spoiled.code]).toEqual([undefined, undefined])
    expect(idsOf(whole.reading as SourceReading)).not.toEqual([])
    return { whole: whole.reading as SourceReading, spoiled: spoiled.reading as SourceReading }
  }

  const normalised = ({ offers }: SourceReading) =>
    offers.map((offer) => normalise(offer, { source: name, sourceUrl: null, now })).filter((offer) => 'title' in offer)

  test('waits as long as a 429 asks', async () => {
    const { code, error } = await breakable().end(send(429, { 'retry-after': '7' }))
    expect([code, error?.retryable, error?.retryAfterMs]).toEqual(['rate_limited', true, 7_000])
  })

  test('says that it is refused by a 403, and does not insist', async () => {
    const { code, error } = await breakable().end(send(403, HTML_TYPE, WALL))
    expect(['blocked', 'invalid_key']).toContain(code)
    expect(error?.retryable).toBe(false)
  })

  test('is asked again after a 500', async () => {
    const { code, error } = await breakable().end(send(500, JSON_TYPE, '{"error": "Internal Server Error"}'))
    expect([code, error?.retryable]).toEqual(['unreachable', true])
  })

  test('is asked again after half an answer', async () => {
    const { headers, text, end } = breakable()
    const { code, error } = await end(cutShort(headers, text.slice(0, text.length / 2)))
    expect([code, error?.retryable]).toEqual(['unreachable', true])
  })

  test('gives up an answer that drips', async () => {
    const { headers, end } = breakable()
    expect((await end(drip(headers['content-type'] ?? ''), { timeoutMs: 500 })).code).toBe('timed_out')
  })

  test('finds nothing on an empty board, and asks no further', async () => {
    const { end, empty, emptyError } = breakable()
    const { reading, code } = await end(empty)
    expect(code).toBe(emptyError)
    if (code === undefined) expect(reading).toMatchObject({ offers: [], next: [] })
  })

  test('reads offers whose dates are in the future, and believes none of them', async () => {
    const { whole, spoiled } = await readings(inTheFuture)
    expect(idsOf(spoiled)).toEqual(idsOf(whole))
    for (const { posted_at } of normalised(spoiled)) expect(posted_at).toBeNull()
  })

  test('reads 5 MB', async () => {
    const { whole, spoiled } = await readings(huge)
    expect(idsOf(spoiled)).toEqual(idsOf(whole))
  })

  test('reads text that was escaped twice more', async () => {
    const { whole, spoiled } = await readings(escapedTwice)
    const told = (reading: SourceReading) => normalised(reading).map(({ title, description }) => ({ title, description }))
    expect(told(spoiled)).toEqual(told(whole))
  })

  if (fixtureCases(name, '').some(({ faults }) => faults?.list === null)) {
    test('finds no offer on a page that stands before the one that was asked for', async () => {
      expect((await breakable().end(send(200, HTML_TYPE, WALL))).reading?.offers ?? []).toEqual([])
    })
    return
  }

  test('tells what is not its answer from an answer without offers', async () => {
    const { headers, text, list, end } = breakable()
    const bodies = [WALL, text.slice(0, text.length / 2), onlyBadOnes(text, list ?? ''), 'null', '42', '"text"', '{}', '{"error": "no"}', '']
    for (const respond of [send(200, HTML_TYPE, WALL), ...bodies.map((body) => send(200, headers, body))]) {
      const { code, error } = await end(respond)
      expect([code, error?.retryable]).toEqual(['unexpected_answer', false])
    }
  })

  test('leaves out what is no offer among those that are', async () => {
    const { whole, spoiled } = await readings((text, list) => withBadOnes(text, list ?? ''))
    expect(idsOf(spoiled)).toEqual(idsOf(whole))
  })

  test('reads the same offers from an answer that has each twice', async () => {
    const { whole, spoiled } = await readings((text, list) => twice(text, list ?? ''))
    expect(idsOf(spoiled)).toEqual(idsOf(whole))
  })

  test('follows no redirect to another host, and asks for no robots.txt', async () => {
    elsewhere.play([send(200, JSON_TYPE, '{}')])
    const { code } = await breakable().end(send(302, { location: `${elsewhere.url}/secret` }))
    expect(['refused', 'unexpected_answer', 'unreachable']).toContain(code)
    expect(elsewhere.requests).toEqual([])
    expect(server.robots() + elsewhere.robots()).toBe(0)
  })
})
