import { ActivityFailure, ApplicationFailure, RetryState, TimeoutFailure } from '@temporalio/common'
import { expect, test } from 'vitest'
import { descriptionFailure, isDatabaseAway, isWorkerLost } from './description-failure.ts'

const failed = (cause: Error) => new ActivityFailure('Activity task failed', 'fetchPage', '1', RetryState.NON_RETRYABLE_FAILURE, undefined, cause)
const application = (type: string, params?: Record<string, string | number>) =>
  failed(ApplicationFailure.create({ type, message: type, ...(params && { details: [params] }) }))

test.each([
  ['refused', undefined, { code: 'fetch_refused', params: {} }],
  ['refused', { reason: 'redirects' }, { code: 'fetch_refused', params: { reason: 'redirects' } }],
  ['gone', { status: 410 }, { code: 'page_gone', params: { status: 410 } }],
  ['not_found', { status: 404 }, { code: 'page_gone', params: { status: 404 } }],
  ['not_allowed', undefined, { code: 'blocked', params: { reason: 'robots' } }],
  ['not_allowed', { crawl_delay_s: 120 }, { code: 'blocked', params: { reason: 'robots', crawl_delay_s: 120 } }],
  ['blocked', { status: 403 }, { code: 'blocked', params: { status: 403 } }],
  ['login_required', undefined, { code: 'login_required', params: {} }],
  ['too_big', undefined, { code: 'too_big', params: {} }],
  ['timed_out', undefined, { code: 'timed_out', params: {} }],
  ['not_a_page', { content_type: 'application/pdf' }, { code: 'fetch_refused', params: { reason: 'not_a_page', content_type: 'application/pdf' } }],
  ['not_a_page', { reason: 'no_browser' }, { code: 'fetch_refused', params: { reason: 'no_browser' } }],
  ['unreachable', { status: 502 }, { code: 'fetch_refused', params: { reason: 'unreachable', status: 502 } }],
  ['page_expired', undefined, { code: 'timed_out', params: { reason: 'page_expired' } }],
])('a page that is %s (%o) fails as %o', (type, params, failure) => {
  expect(descriptionFailure(application(type, params))).toEqual(failure)
})

test.each([
  ['START_TO_CLOSE', {}],
  ['HEARTBEAT', { reason: 'interrupted' }],
  ['SCHEDULE_TO_CLOSE', { reason: 'interrupted' }],
] as const)('a time-out of the kind %s fails with %o: the page’s own is told apart from waits for a worker', (kind, params) => {
  expect(descriptionFailure(failed(new TimeoutFailure('timed out', undefined, kind)))).toEqual({ code: 'timed_out', params })
})

test('a lost worker is recognised', () => {
  expect(isWorkerLost(failed(new TimeoutFailure('timed out', undefined, 'HEARTBEAT')))).toBe(true)
  expect(isWorkerLost(application('WorkerShutdown'))).toBe(true)
  expect(isWorkerLost(failed(new TimeoutFailure('timed out', undefined, 'START_TO_CLOSE')))).toBe(false)
  expect(isWorkerLost(application('unreachable'))).toBe(false)
})

test('what nobody foresaw is told apart', () => {
  expect(descriptionFailure(application('TypeError'))).toBeUndefined()
  expect(descriptionFailure(application('toString'))).toBeUndefined()
  expect(descriptionFailure(new Error('boom'))).toBeUndefined()
})

test('MongoDB’s absence is recognised', () => {
  expect(isDatabaseAway(application('database_away'))).toBe(true)
  expect(isDatabaseAway(application('unreachable'))).toBe(false)
})
