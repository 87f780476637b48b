import { z } from 'zod'

export interface Tally {
  passed: number
  failed: number
  skipped: number
}

const Results = z.object({
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
})

/**
 * Counts vitest's JSON report. What is no test but went wrong counts as one failure: a file that could not be loaded, no test at all, an
 * unhandled error, a runner that crashed (`results` undefined).
 */
export function tallyOf(results: unknown, exitCode: number): Tally {
  const read = Results.safeParse(results)
  if (!read.success) return { passed: 0, failed: 1, skipped: 0 }

  const files = read.data.testResults
  const states = files.flatMap((file) => file.assertionResults.map(({ status }) => status))
  const passed = states.filter((status) => status === 'passed').length
  const failedTests = states.filter((status) => status === 'failed').length
  const failedFiles = files.filter((file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')).length
  const failed = failedTests + failedFiles
  const unexplained = failed === 0 && (exitCode !== 0 || passed === 0) ? 1 : 0
  return { passed, failed: failed + unexplained, skipped: states.length - passed - failedTests }
}

export function total(tallies: Tally[]): Tally {
  const sum = (key: keyof Tally) => tallies.reduce((count, tally) => count + tally[key], 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}

/** The last line of `npm test`. */
export function resultLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
