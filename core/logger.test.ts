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

test.each(['current_password', 'SECRET_KEY', 'OPENAI_API_KEY', 'Cookie', 'x-api-key', 'X-Refresh-Token'])(
  'a text called %s is redacted at any depth',
  (name) => {
    const lines: string[] = []
    const log = createLogger('test', { logLevel: 'info', environment: 'test' }, { write: (line) => void lines.push(line) })
    log.child({}, { redact: [] }).info({ a: { b: [{ c: { [name]: 'canary "quoted" \\', note: 'kept' } }] }, input_tokens: 12 }, 'said')
    expect(JSON.parse(lines.join())).toMatchObject({ a: { b: [{ c: { [name]: '[redacted]', note: 'kept' } }] }, input_tokens: 12 })
  },
)

test('credentials are taken out of an address, wherever it stands', () => {
  const lines: string[] = []
  const log = createLogger('test', { logLevel: 'info', environment: 'test' }, { write: (line) => void lines.push(line) })
  log.error({ reason: 'connect mongodb://somebody:canary@db.example:27017/x' }, 'no answer of https://me:canary@site.example/a:b@c')
  expect(lines.join()).not.toContain('canary')
  expect(lines.join()).toContain('mongodb://[redacted]@db.example:27017/x')
  expect(lines.join()).toContain('https://[redacted]@site.example/a:b@c')
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
