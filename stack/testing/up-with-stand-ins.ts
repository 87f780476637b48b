import { runStack } from '../run-stack.ts'

/** `npm start` as it is, but for API and worker: they have tests of their own. */
const file = 'stack/testing/stand-in.ts'
await runStack(process.argv.slice(2), process.env, [
  { name: 'API', file },
  { name: 'Worker', file },
])
