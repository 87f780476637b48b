export interface Tally {
  passed: number
  failed: number
  skipped: number
}

/** What vitest reports of a run. A test that never ran because its worker died stays `pending`. */
export interface Results {
  files: { ok: boolean; tests: ('passed' | 'failed' | 'skipped' | 'pending')[] }[]
  unhandledErrors: number
}

/**
 * Counts a run of vitest. What is no test but went wrong counts as a failure too: a file that could not be loaded, a test that never ran, an
 * unhandled error, no test at all, a runner that crashed (`results` undefined).
 */
export function tallyOf(results: Results | undefined, exitCode: number): Tally {
  if (!results) return { passed: 0, failed: 1, skipped: 0 }

  const states = results.files.flatMap((file) => file.tests)
  const ended = (state: string) => states.filter((each) => each === state).length
  const broken = results.files.filter((file) => !file.ok && !file.tests.includes('failed') && !file.tests.includes('pending')).length
  const failed = ended('failed') + ended('pending') + broken + results.unhandledErrors
  const unexplained = failed === 0 && (exitCode !== 0 || ended('passed') === 0) ? 1 : 0
  return { passed: ended('passed'), failed: failed + unexplained, skipped: ended('skipped') }
}

export function total(tallies: Tally[]): Tally {
  const sum = (key: keyof Tally) => tallies.reduce((count, tally) => count + tally[key], 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}

/** The last line of `npm test`. */
export function resultLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
