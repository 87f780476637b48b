import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

const SECRETS = [
  ...['password', 'hashed_password', 'authorization', 'Authorization', 'cookie', 'set-cookie', 'secret', 'secretKey', 'client_secret'],
  ...['token', 'access_token', 'accessToken', 'refresh_token', 'refreshToken', 'apiKey', 'api_key', 'email'],
]

test.each(SECRETS)('%s is redacted by its name, down to two objects deep', (name) => {
  const lines: string[] = []
  const log = createLogger('test', { logLevel: 'info', environment: 'test' }, { write: (line) => void lines.push(line) })
  log.info({ [name]: 'canary-0', body: { [name]: 'canary-1', note: 'kept' }, req: { headers: { [name]: 'canary-2' } } }, 'said')
  expect(lines.join()).toContain('kept')
  expect(lines.join()).not.toContain('canary')
})

test('production writes JSON lines with a level by its name and a time', () => {
  const lines: string[] = []
  const log = createLogger('api', { logLevel: 'info', environment: 'production' }, { write: (line) => void lines.push(line) })
  log.debug('left out')
  log.warn({ request_id: 'abc' }, 'said')
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 'warn', name: 'api', request_id: 'abc', msg: 'said', time: expect.stringMatching(/^\d{4}-.*Z$/) }),
  ])
})
