import { spawnSync } from 'node:child_process'

/** `npm run test:faults [-- <path>]`: every test of tests/faults, those included that take too long for `npm test`. */
const args = process.argv.slice(2)
const environment = { ...process.env, FAULTS: 'all' }
const files = args.length > 0 ? args : ['tests/faults']
const { status } = spawnSync('node_modules/.bin/vitest', ['run', '--project', 'faults', ...files], { stdio: 'inherit', env: environment })
process.exit(status ?? 1)
