import { expect, test } from 'vitest'
import { MAX_SOURCE_LENGTH, readAskedSource } from './asked-source-rules.ts'
import { askedSourceProblem, SOURCE_PATTERN } from './sources.ts'

test.each([
  ['greenhouse', undefined],
  ['france-travail', undefined],
  ['greenhouse:acme', undefined],
  ['ashby:Acme.io_2-x', undefined],
  ['lever:eu:acme', undefined],
  ['https://careers.example.com/jobs', undefined],
  ['HTTP://Example.com', undefined],
  ['Greenhouse', 'source'],
  ['greenhouse:', 'source'],
  ['greenhouse:a/../b', 'source'],
  ['greenhouse:acme:2', 'source'],
  ['lever:us:acme', 'source'],
  ['lever:eu:', 'source'],
  ['mailto:jobs@example.com', 'source'],
  ['javascript:alert(1)', 'source'],
  ['', 'source'],
  ['__proto__', 'source'],
  ['constructor', 'unknown_source'],
  ['monster', 'unknown_source'],
  ['monster:acme', 'unknown_source'],
  ['tavily:acme', 'source_without_boards'],
  ['page:acme', 'source_without_boards'],
  ['https://', 'url_malformed'],
  ['https://user:secret@example.com/', 'url_credentials'],
])('%j as a source: %s', (text, problem) => {
  expect(askedSourceProblem(text)).toBe(problem)
  expect(new RegExp(SOURCE_PATTERN, 'u').test(text)).toBe(problem === undefined)
})

test('a source, one board of it, or a page', () => {
  expect(readAskedSource('lever')).toEqual({ source: 'lever', board: null })
  expect(readAskedSource('lever:acme')).toEqual({ source: 'lever', board: 'acme' })
  expect(readAskedSource('lever:eu:acme')).toEqual({ source: 'lever', board: 'eu:acme' })
  expect(readAskedSource(`lever:${'a'.repeat(101)}`)).toBeUndefined()
  const url = `https://example.com/${'a'.repeat(MAX_SOURCE_LENGTH)}`
  expect(readAskedSource(url)).toEqual({ url })
})
