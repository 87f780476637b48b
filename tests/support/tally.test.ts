import { expect, test } from 'vitest'
import { type Results, resultLine, tallyOf, total } from './tally.ts'

type State = Results['files'][number]['tests'][number]
const file = (ok: boolean, ...tests: State[]) => ({ ok, tests })

test('counts every test by its end', () => {
  const files = [file(true, 'passed', 'passed'), file(false, 'passed', 'failed', 'skipped')]
  expect(tallyOf({ files, unhandledErrors: 0 }, 1)).toEqual({ passed: 3, failed: 1, skipped: 1 })
})

test('a file that could not be loaded is a failure', () => {
  expect(tallyOf({ files: [file(true, 'passed'), file(false)], unhandledErrors: 0 }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test('a test that never ran is a failure', () => {
  expect(tallyOf({ files: [file(false, 'passed', 'pending')], unhandledErrors: 0 }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test('an unhandled error is a failure although every test passed', () => {
  expect(tallyOf({ files: [file(true, 'passed')], unhandledErrors: 1 }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test('a runner that fails although every test passed is a failure', () => {
  expect(tallyOf({ files: [file(true, 'passed')], unhandledErrors: 0 }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test.each([undefined, { files: [], unhandledErrors: 0 }])('no results (%j) are a failure, whatever the exit code', (results) => {
  expect(tallyOf(results, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('the last line names skipped tests only where there are any', () => {
  const tallies = [
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 2, failed: 3, skipped: 0 },
  ]
  expect(resultLine(total(tallies))).toBe('3 passed, 3 failed')
  expect(resultLine({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped')
})
