import { pino } from 'pino'
import { expect, test } from 'vitest'
import { temporalLogger } from './temporal-logger.ts'

function logger() {
  const lines: Record<string, unknown>[] = []
  const clock = { ms: 0 }
  const log = temporalLogger(pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) }), () => clock.ms)
  return { log, lines, clock }
}
const CORE = { sdkComponent: 'core' } as const

test('equal warnings of Temporal’s core are told once a minute, with how many were left out', () => {
  const { log, lines, clock } = logger()
  for (let attempt = 1; attempt <= 100; attempt++) log.warn(`gRPC call poll retried ${attempt} times`, { ...CORE, error: 'connection refused' })
  log.warn('gRPC call respond retried 5 times', CORE)
  clock.ms = 60_000
  log.warn('gRPC call poll retried 101 times', CORE)
  expect(lines.map(({ msg, left_out }) => [msg, left_out])).toEqual([
    ['gRPC call poll retried 1 times', undefined],
    ['gRPC call respond retried 5 times', undefined],
    ['gRPC call poll retried 101 times', 99],
  ])
})

test('errors of the core, and warnings of workflows and activities, are all told', () => {
  const { log, lines } = logger()
  for (let n = 0; n < 2; n++) {
    log.error('Worker failed', CORE)
    log.warn('Activity failed', { sdkComponent: 'activity' })
  }
  expect(lines).toHaveLength(4)
})
