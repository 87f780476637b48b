import { expect, test } from 'vitest'
import { outcomeOf, PAGE_FAILURES } from './page-rules.ts'

test('every failure of a page has its outcome; those that the list does not tell apart are failed', () => {
  expect(Object.fromEntries(PAGE_FAILURES.map((failure) => [failure, outcomeOf(failure)]))).toEqual({
    refused: 'failed',
    gone: 'gone',
    not_found: 'not_found',
    blocked: 'blocked',
    not_allowed: 'not_allowed',
    login_required: 'login_required',
    too_big: 'too_big',
    timed_out: 'timed_out',
    not_a_page: 'failed',
    unreachable: 'failed',
  })
  for (const unknown of ['toString', '', 'boom']) expect(outcomeOf(unknown)).toBe('failed')
})
