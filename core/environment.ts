import { existsSync } from 'node:fs'

/**
 * The process's environment, with `.env` beneath it outside production. The only place that reads `process.env`:
 * everything else takes a Config.
 */
export function readEnvironment(file = '.env'): NodeJS.ProcessEnv {
  if (process.env.ENVIRONMENT !== 'production' && existsSync(file)) process.loadEnvFile(file)
  return process.env
}
