import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

const SECRETS = ['password', 'authorization', 'access_token', 'refresh_token', 'secretKey', 'apiKey']

test.each(SECRETS)('%s is redacted by its name, down to two objects deep', (name) => {
  const lines: string[] = []
  const log = createLogger('test', { logLevel: 'info', environment: 'test' }, { write: (line) => void lines.push(line) })
  log.info({ [name]: 'canary-0', body: { [name]: 'canary-1', note: 'kept' }, req: { headers: { [name]: 'canary-2' } } }, 'said')
  expect(lines.join()).toContain('kept')
  expect(lines.join()).not.toContain('canary')
})
