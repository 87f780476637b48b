import { readEnvironment } from '../core/environment.ts'
import { runStack } from './run-stack.ts'

await runStack(process.argv.slice(2), readEnvironment())
