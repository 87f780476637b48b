import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterAll, expect, test } from 'vitest'
import { createPasswords } from './passwords.ts'

const NS_PER_MS = 1e6
const RESOLUTION_MS = 10
const cheap = createPasswords({ cost: 4 })
afterAll(() => cheap.close())

test('a password is verified against its own hash only', async () => {
  const hashedPassword = await cheap.hash('quatre chevaux agrafe')
  expect(hashedPassword).toMatch(/^\$2b\$04\$/)
  expect(await cheap.verify('quatre chevaux agrafe', hashedPassword)).toBe(true)
  expect(await cheap.verify('quatre chevaux agrafE', hashedPassword)).toBe(false)
})

test('hashes that Python made are verified, those of passwords over 72 bytes too', async () => {
  expect(await cheap.verify('motdepasse été 2024', '$2b$10$zz0FWkjuA/VHFShQaVNHW.paKpSO0OZiOMSGqEm2UBFx7w38JkHp6')).toBe(true)
  expect(await cheap.verify('a'.repeat(80), '$2b$10$Bg5groGZWS3WNKVjmJCx2epjLvFHBYWqS7bU1eKyLbV0u2EZS9SOC')).toBe(true)
})

test('nobody’s password is never right, and what is no hash has none', async () => {
  expect(await cheap.verify('', undefined)).toBe(false)
  expect(await cheap.verify('plain', 'plain')).toBe(false)
})

test('nobody’s password, one that can’t be verified and one of a lower cost take the time of somebody’s', async () => {
  const passwords = createPasswords({ cost: 9 })
  const hashedPassword = await passwords.hash('quatre chevaux agrafe')
  const fastest = async (hashed: string | undefined) => {
    const times: number[] = []
    for (let round = 0; round < 5; round++) {
      const start = performance.now()
      await passwords.verify('wrong', hashed)
      times.push(performance.now() - start)
    }
    return Math.min(...times)
  }
  const usual = await fastest(hashedPassword)
  const cheaper = await cheap.hash('quatre chevaux agrafe')
  const ratios = [(await fastest(undefined)) / usual, (await fastest('!')) / usual, (await fastest(cheaper)) / usual]
  expect(await passwords.verify('quatre chevaux agrafe', cheaper)).toBe(true)
  await passwords.close()
  // Fastest of five, and far apart: a machine under load is no reason to fail, a hash that is not computed is one.
  for (const ratio of ratios) {
    expect(ratio).toBeGreaterThan(0.3)
    expect(ratio).toBeLessThan(3)
  }
})

test('a hash of a lower cost is outdated', () => {
  expect(cheap.isOutdated('$2b$10$zz0FWkjuA/VHFShQaVNHW.paKpSO0OZiOMSGqEm2UBFx7w38JkHp6')).toBe(false)
  expect(createPasswords({ cost: 12 }).isOutdated('$2b$10$zz0FWkjuA/VHFShQaVNHW.paKpSO0OZiOMSGqEm2UBFx7w38JkHp6')).toBe(true)
})

test('twenty hashes at once leave the event loop alone', async () => {
  const passwords = createPasswords({ cost: 11 })
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  const start = performance.now()
  await Promise.all(Array.from({ length: 20 }, () => passwords.verify('wrong', undefined)))
  const turnsPossible = (performance.now() - start) / RESOLUTION_MS
  delay.disable()
  await passwords.close()
  expect(delay.count).toBeGreaterThan(turnsPossible / 2)
  expect(delay.percentile(90) / NS_PER_MS).toBeLessThan(60)
})

test('when too many wait, further ones are told to come back', async () => {
  const passwords = createPasswords({ cost: 4 })
  const hashed = await Promise.allSettled(Array.from({ length: 200 }, () => passwords.hash('quatre chevaux agrafe')))
  await passwords.close()
  const refused = hashed.filter(({ status }) => status === 'rejected')
  expect(refused.length).toBeGreaterThan(50)
  expect(refused[0]).toMatchObject({ reason: { code: 'too_many_requests', params: { retry_after: 10 } } })
})

test('one caller’s hundred leave another’s turn alone', async () => {
  const passwords = createPasswords({ cost: 8 })
  const finished: string[] = []
  const ask = async (lane: string) => {
    await passwords.verify('wrong', undefined, { lane, known: false })
    finished.push(lane)
  }
  const crowd = Array.from({ length: 100 }, () => ask('crowd'))
  await Promise.all([...crowd, ask('other')])
  await passwords.close()
  expect(finished.indexOf('other')).toBeLessThan(6)
})
