import { expect, test } from 'vitest'
import { PageError } from '../crawling/page-error.ts'
import { answerProblem, sourceErrorOf } from './answer-problem.ts'
import type { SourceAnswer, SourceRequest } from './source.ts'

const now = new Date('2026-11-23T12:00:00Z')
const open: SourceRequest = { url: 'https://api.example.com/jobs', expects: 'json' }
const keyed: SourceRequest = { ...open, headers: { Authorization: 'Bearer tvly-1' } }
const answer = (status: number, headers: Record<string, string> = {}): SourceAnswer => ({
  status,
  url: open.url,
  headers,
  body: '',
  json: undefined,
  via: 'http',
})
const said = (status: number, request = open, headers?: Record<string, string>) => {
  const problem = answerProblem(answer(status, headers), request, now)
  return problem && { code: problem.code, retryable: problem.retryable, retryAfterMs: problem.retryAfterMs }
}
const final = (code: string) => ({ code, retryable: false, retryAfterMs: undefined })

test.each([200, 204, 206])('an answer with status %d is read', (status) => expect(said(status)).toBeUndefined())

test('a refusal is of the key where one was sent, and of us where none was', () => {
  expect(said(401, keyed)).toEqual(final('invalid_key'))
  expect(said(403, keyed)).toEqual(final('invalid_key'))
  expect(said(401)).toEqual(final('blocked'))
  expect(said(403)).toEqual(final('blocked'))
})

test.each([
  [404, 'not_found'],
  [410, 'gone'],
  [402, 'quota_exhausted'],
  [400, 'unexpected_answer'],
  [302, 'unexpected_answer'],
  [451, 'blocked'],
])('status %d is final: %s', (status, code) => expect(said(status)).toEqual(final(code)))

test('a busy source is asked again when it says, unless that is too far away', () => {
  expect(said(429, keyed, { 'retry-after': '7' })).toEqual({ code: 'rate_limited', retryable: true, retryAfterMs: 7_000 })
  expect(said(503, open, { 'retry-after': 'Mon, 23 Nov 2026 12:00:30 GMT' })).toEqual({ code: 'rate_limited', retryable: true, retryAfterMs: 30_000 })
  expect(said(429)).toEqual({ code: 'rate_limited', retryable: true, retryAfterMs: undefined })
  expect(said(429, open, { 'retry-after': '86400' })).toEqual(final('rate_limited'))
  expect(answerProblem(answer(429, { 'retry-after': '86400' }), open, now)?.params).toEqual({ status: 429, retry_after_s: 86_400 })
})

test('a broken source is asked again', () => {
  expect(said(500)).toEqual({ code: 'unreachable', retryable: true, retryAfterMs: undefined })
  expect(said(502)).toMatchObject({ code: 'unreachable', retryable: true })
  expect(said(408)).toMatchObject({ code: 'timed_out', retryable: true })
})

test('what stands in the way of a page is told as the source’s problem, with its patience', () => {
  const busy = sourceErrorOf(new PageError('blocked', { status: 429 }, { retryable: true, retryAfterMs: 9_000 }))
  expect(busy).toMatchObject({ code: 'rate_limited', retryable: true, retryAfterMs: 9_000, params: { status: 429 } })
  expect(sourceErrorOf(new PageError('blocked', { retry_after_s: 3_600 }))).toMatchObject({ code: 'rate_limited', retryable: false })
  expect(sourceErrorOf(new PageError('blocked', { status: 403 }))).toMatchObject({ code: 'blocked', retryable: false })
  expect(sourceErrorOf(new PageError('not_a_page', { content_type: 'text/html' }))).toMatchObject({ code: 'unexpected_answer' })
  expect(sourceErrorOf(new PageError('timed_out', { after_s: 30 }))).toMatchObject({ code: 'timed_out', params: { after_s: 30 } })
  expect(sourceErrorOf(new PageError('unreachable', {}, { retryable: true }))).toMatchObject({ code: 'unreachable', retryable: true })
})
