import { expect, test } from 'vitest'
import { MAX_ROBOTS_BYTES, ourPart, productOf, readRobots } from './robots-txt.ts'

const ORIGIN = 'https://jobs.example.com'
const rules = (text: string, product = 'jobtracker') => readRobots(ORIGIN, ourPart(text, product), product)
const many = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('')
const allows = (text: string, path: string) => rules(text).allows(ORIGIN + path)

test.each([
  ['JobTracker/0.1 (+https://example.org)', 'jobtracker'],
  ['  My-Bot_2', 'my-bot_2'],
  ['', '*'],
])('%j is spoken to as %s', (userAgent, product) => {
  expect(productOf(userAgent)).toBe(product)
})

test.each([
  ['our group, whatever its case and version', 'User-Agent: JOBTRACKER/2.0\nDisallow: /a', '/a', false],
  ['everybody', 'User-agent: *\nDisallow: /a', '/a', false],
  ['ours rather than everybody’s', 'User-agent: jobtracker\nAllow: /\nUser-agent: *\nDisallow: /', '/a', true],
  ['nobody of us', 'User-agent: jobtracker2\nDisallow: /\nUser-agent: tracker\nDisallow: /', '/a', true],
  ['one group of several agents', 'User-agent: other\nUser-agent: jobtracker\nUser-agent: third\nDisallow: /a', '/a', false],
  ['two groups of ours', 'User-agent: jobtracker\nDisallow: /a\nUser-agent: other\nDisallow: /\nUser-agent: jobtracker\nDisallow: /b', '/b', false],
  ['a group of ours that has no rules', 'User-agent: jobtracker\nDisallow:\nUser-agent: *\nDisallow: /', '/a', true],
  ['the longest match', 'User-agent: *\nDisallow: /jobs\nAllow: /jobs/open', '/jobs/open/1', true],
  ['allow before disallow of the same length', 'User-agent: *\nDisallow: /a\nAllow: /a', '/a', true],
  ['wildcards and ends', 'User-agent: *\nDisallow: /*.pdf$', '/jobs/a.pdf', false],
  ['wildcards and ends', 'User-agent: *\nDisallow: /*.pdf$', '/jobs/a.pdf?x', true],
  ['queries', 'User-agent: *\nDisallow: /*?sort=', '/jobs?sort=date', false],
  ['accents', 'User-agent: *\nDisallow: /métier', '/métier/1', false],
  ['a byte order mark, tabs, comments and carriage returns', '\ufeffUser-agent:\t* # all\r\nDisallow : /a # not this\r\n', '/a', false],
  ['sitemaps between agents and rules', 'User-agent: *\nSitemap: https://jobs.example.com/s.xml\nDisallow: /a', '/a', false],
  ['null bytes and noise', '\0\0\nnot a line\n:::\nUser-agent: *\nDisallow: /a', '/a', false],
  ['rules before any agent', 'Disallow: /\n', '/a', true],
])('%s', (_, text, path, allowed) => {
  expect(allows(text, path)).toBe(allowed)
})

test.each([
  ['Crawl-delay: 2', 2_000],
  ['Crawl-delay: 0.5', 500],
  ['Crawl-delay: soon', null],
  ['Crawl-delay: -1', null],
  ['Crawl-delay: Infinity', null],
  ['Disallow: /a', null],
])('%s asks for %j ms', (line, delayMs) => {
  expect(rules(`User-agent: *\n${line}`).crawlDelayMs).toBe(delayMs)
})

test.each([
  [
    'thousands of agents over thousands of rules',
    `${many(14_000, (agent) => `user-agent: a${agent}`)}user-agent: *\n${many(28_000, () => 'allow: /')}`,
  ],
  ['our name thousands of times', `${many(11_000, () => 'user-agent: jobtracker')}${many(28_000, () => 'allow: /')}`],
  ['a pattern of stars', `user-agent: *\ndisallow: /${'*'.repeat(MAX_ROBOTS_BYTES)}`],
  ['patterns of stars', `user-agent: *\n${many(280, () => `disallow: /${'*a'.repeat(900)}$`)}`],
])('%s are read in no time', (_, text) => {
  const start = performance.now()
  expect(typeof allows(text.slice(0, MAX_ROBOTS_BYTES), `/${'a'.repeat(2_000)}`)).toBe('boolean')
  expect(performance.now() - start).toBeLessThan(1_500)
})
