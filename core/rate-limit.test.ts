import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const limitsOf = (environment: Record<string, string>) => readConfig({ SECRET_KEY: 'k'.repeat(48), ...environment }).api.rateLimits

test('production has the limits of the contract', () => {
  expect(limitsOf({ ENVIRONMENT: 'production' })).toEqual({
    log_in: { points: 10, seconds: 900 },
    registration: { points: 20, seconds: 3_600 },
    refresh: { points: 60, seconds: 900 },
    upload: { points: 20, seconds: 3_600 },
    background: { points: 30, seconds: 3_600 },
    general: { points: 600, seconds: 60 },
  })
})

test('development has them ten times as wide, over the same time', () => {
  expect(limitsOf({})).toMatchObject({ log_in: { points: 100, seconds: 900 }, general: { points: 6_000, seconds: 60 } })
})

test('tests have none but those that they set', () => {
  expect(limitsOf({ ENVIRONMENT: 'test', RATE_LIMIT_UPLOAD: '2/h' })).toEqual({ upload: { points: 2, seconds: 3_600 } })
})

test.each([
  ['3/15m', { points: 3, seconds: 900 }],
  ['1000/s', { points: 1_000, seconds: 1 }],
  [' 5/7d ', { points: 5, seconds: 7 * 86_400 }],
])('%j holds as it is, in development too', (text, limit) => {
  expect(limitsOf({ RATE_LIMIT_LOG_IN: text }).log_in).toEqual(limit)
})

test.each(['10', '0/m', '-1/m', '10/0m', '10/15', '10 per hour', '1e3/m', '10/8d', '9999999999/m'])('%j is no limit', (text) => {
  expect(() => limitsOf({ RATE_LIMIT_BACKGROUND: text })).toThrow(
    'RATE_LIMIT_BACKGROUND is wrong: it should be requests and a time, 7d at most, like 10/15m or 600/m.',
  )
})

test.each(['localhost', '10.0.0.0/33', '10.0.0/8', '10.0.0.1/8/8', '10.0.0.0/', '10.0.0.0/-1', '::/129', '*', '010.1.1.1'])(
  'a trusted proxy at %j stops the process',
  (text) => {
    expect(() => readConfig({ TRUSTED_PROXIES: `127.0.0.1,${text}` })).toThrow(/^TRUSTED_PROXIES is wrong/)
  },
)
