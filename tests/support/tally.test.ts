import { expect, test } from 'vitest'
import { resultLine, tallyOf, total } from './tally.ts'

const file = (status: string, ...tests: string[]) => ({ status, assertionResults: tests.map((each) => ({ status: each })) })

test('counts every test by its end', () => {
  const results = { testResults: [file('passed', 'passed', 'passed'), file('failed', 'passed', 'failed', 'pending', 'todo')] }
  expect(tallyOf(results, 1)).toEqual({ passed: 3, failed: 1, skipped: 2 })
})

test('a file that could not be loaded is a failure', () => {
  expect(tallyOf({ testResults: [file('passed', 'passed'), file('failed')] }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test('a runner that fails although every test passed is a failure', () => {
  expect(tallyOf({ testResults: [file('passed', 'passed')] }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test.each([undefined, {}, { testResults: [] }])('no results (%j) are a failure, whatever the exit code', (results) => {
  expect(tallyOf(results, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('the last line names skipped tests only where there are any', () => {
  expect(
    resultLine(
      total([
        { passed: 1, failed: 0, skipped: 0 },
        { passed: 2, failed: 3, skipped: 0 },
      ]),
    ),
  ).toBe('3 passed, 3 failed')
  expect(resultLine({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped')
})
