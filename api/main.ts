import { enableCompileCache } from 'node:module'

// Before anything else is loaded: modules compiled once for all starts save a third of a start's time and some 30 MB.
enableCompileCache()

const { runApi } = await import('./run-api.ts')
runApi().catch((error: Error) => {
  process.stderr.write(`${error.name === 'ConfigError' ? error.message : (error.stack ?? error.message)}\n`)
  process.exit(1)
})
