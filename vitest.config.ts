import { globSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { tallyReporter } from './tests/support/tally-reporter.ts'

const SECOND_MS = 1_000
const { TEST_RESULTS_FILE, FAULTS } = process.env

/** Test files outside the servers' own folders that use a server all the same: they say so by what they import. */
const importing = (module: string, folders = '{core,activities,tests/support}') =>
  globSync(`${folders}/**/*.test.ts`).filter((file) => readFileSync(file, 'utf8').includes(module))
const onMongodb = importing('/mongo.ts')
const onTemporal = importing('/temporal.ts').filter((file) => !onMongodb.includes(file))
const onWorkflows = importing('/run-workflow.ts', 'stack')

/** In the order in which they run: the fast ones first, each when the one before has ended. */
const projects = [
  {
    name: 'unit',
    include: ['{core,activities}/**/*.test.ts', 'tests/*.test.ts', 'tests/{support,fuzz,eval}/**/*.test.ts'],
    exclude: [...onMongodb, ...onTemporal],
  },
  { name: 'route', include: ['api/**/*.test.ts', ...onMongodb], timeoutMs: 20 * SECOND_MS },
  { name: 'workflow', include: ['{workflows,worker}/**/*.test.ts', ...onTemporal, ...onWorkflows], timeoutMs: 30 * SECOND_MS },
  { name: 'stack', include: ['stack/**/*.test.ts'], exclude: onWorkflows, timeoutMs: 120 * SECOND_MS, alone: true },
  { name: 'replay', include: ['tests/replay/**/*.test.ts'], timeoutMs: 30 * SECOND_MS },
  { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], timeoutMs: 120 * SECOND_MS, alone: true },
  // Those that take long are for `npm run test:faults`.
  {
    name: 'faults',
    include: ['tests/faults/**/*.test.ts'],
    exclude: FAULTS === 'all' ? [] : ['tests/faults/**/*.long.test.ts'],
    timeoutMs: 180 * SECOND_MS,
    alone: true,
  },
]

export default defineConfig({
  test: {
    restoreMocks: true,
    reporters: ['default', ...(TEST_RESULTS_FILE ? [tallyReporter(TEST_RESULTS_FILE)] : [])],
    coverage: {
      provider: 'v8',
      reportOnFailure: true,
      include: ['{api,activities,core,stack,worker,workflows}/**/*.ts'],
      exclude: ['**/*.test.ts', 'stack/testing/**'],
      reporter: ['text', 'html', 'json-summary'],
    },
    projects: projects.map(({ name, include, exclude = [], timeoutMs = 10 * SECOND_MS, alone = false }, groupOrder) => ({
      test: {
        name,
        include,
        exclude,
        globalSetup: ['tests/support/global-setup.ts'],
        sequence: { groupOrder },
        maxWorkers: alone ? 1 : 2,
        testTimeout: timeoutMs,
        hookTimeout: Math.max(timeoutMs, 60 * SECOND_MS),
      },
    })),
  },
})
