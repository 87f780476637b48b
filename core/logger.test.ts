import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

test('what may hold a secret is redacted by its name', () => {
  const lines: string[] = []
  const log = createLogger('test', { logLevel: 'info', environment: 'test' }, { write: (line) => void lines.push(line) })
  log.info({ body: { password: 'canary-1', refresh_token: 'canary-2', note: 'kept' } }, 'said')
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('kept')
  expect(lines[0]).not.toContain('canary')
})
