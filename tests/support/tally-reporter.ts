import { writeFileSync } from 'node:fs'
import type { Reporter } from 'vitest/node'
import type { Results } from './tally.ts'

/** Writes how each test ended to `file`, for the count of tests/run.ts. */
export const tallyReporter = (file: string): Reporter => ({
  onTestRunEnd(modules, unhandledErrors) {
    const results: Results = {
      files: modules.map((module) => ({ ok: module.ok(), tests: Array.from(module.children.allTests(), (test) => test.result().state) })),
      unhandledErrors: unhandledErrors.length,
    }
    writeFileSync(file, JSON.stringify(results))
  },
})
