import { expect, test } from 'vitest'
import { fuzz } from '../fuzz/run-fuzz.ts'

const MINUTE_MS = 60_000

test('a short run of the fuzzer, as a user and as an admin, finds nothing, and every operation is carried out', {
  timeout: 10 * MINUTE_MS,
}, async () => {
  const lines: string[] = []
  const turns = [{ person: 'alix' }, { person: 'admin', paths: '^/users|/(not-a-double|listings)$' }] as const
  const result = await fuzz({ seed: 5, examples: 10, turns, environment: process.env, log: (line) => void lines.push(line) })
  expect(result, lines.join('\n')).toEqual({ failed: [], unreached: [] })
})
