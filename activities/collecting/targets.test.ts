import { expect, test } from 'vitest'
import { readConfig } from '../../core/config.ts'
import type { AskedCollection } from '../../core/domain/collection-rules.ts'
import { SOURCE_NAMES } from '../../core/domain/sources.ts'
import { sources } from './sources/registry.ts'
import { routed, targetsOf } from './targets.ts'

const { sources: settings } = readConfig({ SOURCE_GREENHOUSE_BOARDS: 'acme,globex', SOURCE_PAGE_BOARDS: 'https://jobs.example.com/' })
const asked = (texts: string[], url: string | null = null): AskedCollection => ({ query: 'dev', location: null, sources: texts, limit: 10, url })
const targets = (texts: string[], url: string | null = null) =>
  Object.fromEntries(
    [...targetsOf(asked(texts, url), sources, settings)].map(([source, to]) => [source, to.map(({ board, nativeId }) => [board, nativeId])]),
  )

test('nothing in particular is every source, with its configured boards', () => {
  const all = targets([])
  expect(Object.keys(all)).toEqual(SOURCE_NAMES)
  expect([all.greenhouse, all.lever, all.page]).toEqual([[['acme', null], ['globex', null]], [], [['https://jobs.example.com/', null]]]) // biome-ignore format: one line reads better
})

test('a source is its configured boards, one board that one, both each once', () => {
  expect(targets(['greenhouse:initech'])).toEqual({ greenhouse: [['initech', null]] })
  expect(targets(['greenhouse', 'greenhouse:acme', 'greenhouse:initech'])).toEqual({
    greenhouse: [['acme', null], ['globex', null], ['initech', null]], // biome-ignore format: one line reads better
  })
})

test('an address is its ATS’s board or offer, else a page', () => {
  expect(targets(['https://boards.greenhouse.io/acme/jobs/42', 'https://jobs.lever.co/globex', 'https://example.com/jobs?x=1'])).toEqual({
    greenhouse: [['acme', '42']],
    lever: [['globex', null]],
    page: [['https://example.com/jobs?x=1', null]],
  })
})

test('an import of an ATS’s offer goes to its API; a whole board is read as the page that it is', () => {
  expect(targets([], 'https://boards.greenhouse.io/acme/jobs/42')).toEqual({ greenhouse: [['acme', '42']] })
  expect(targets([], 'https://boards.greenhouse.io/acme')).toEqual({ page: [['https://boards.greenhouse.io/acme', null]] })
})

test('sources that nobody knows are there to be told, texts that name none are not', () => {
  expect(targets(['no-such-source', 'constructor', '???'])).toEqual({ 'no-such-source': [], constructor: [] })
})

test('what is no address is a page that will be refused', () => {
  expect(routed('not an address', sources, 1)).toEqual({ source: 'page', target: { board: 'not an address', nativeId: null, depth: 1 } })
})
