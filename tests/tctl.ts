import { spawnSync } from 'node:child_process'
import { findOnPath } from '../stack/cache.ts'
import { versionOf } from '../stack/run-program.ts'

/** `npm run test:tctl`: runs every `tctl` command of docs/operations.md, where a tctl 1.18 is on the PATH. Where none is, nothing is checked: exit code 1. */
const program = await findOnPath('tctl', process.env)
const version = program && /tctl version (\S+)/.exec((await versionOf(program, process.env)) ?? '')?.[1]
if (program === undefined) {
  console.error(
    'There is no tctl on the PATH, so nothing was checked. tctl 1.18 is the last one: go install github.com/temporalio/tctl/cmd/tctl@v1.18.0',
  )
  process.exit(1)
}
if (!version?.startsWith('1.18')) {
  console.error(`${program} is ${version ?? 'none that says its version'}, so nothing was checked: docs/operations.md is written for tctl 1.18.`)
  process.exit(1)
}
console.log(`${program} is tctl ${version}`)
const environment = { ...process.env, OPERATIONS_TOOL: 'tctl', OPERATIONS_PROGRAM: program }
const { status } = spawnSync('node_modules/.bin/vitest', ['run', 'tests/e2e/operations.test.ts'], { stdio: 'inherit', env: environment })
process.exit(status ?? 1)
