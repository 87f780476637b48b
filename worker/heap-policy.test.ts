import { execFileSync } from 'node:child_process'
import { expect, test, vi } from 'vitest'
import { createHeapPolicy, QUICK, SMALL } from './heap-policy.ts'

/** Work that ends when it is told to. */
function begun(policy: ReturnType<typeof createHeapPolicy>) {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  return { ended: policy.whileQuick(() => promise), resolve, reject }
}

test('the heap may grow while there is heavy work, and is small again once the last of it has ended', async () => {
  const told: string[] = []
  const policy = createHeapPolicy({ tell: (flag) => told.push(flag), quietMs: 0 })
  const [one, other] = [begun(policy), begun(policy)]
  expect(told).toEqual([...QUICK])
  one.resolve('done')
  expect(await one.ended).toBe('done')
  other.reject(new Error('refused'))
  await expect(other.ended).rejects.toThrow('refused')
  await vi.waitFor(() => expect(told).toEqual([...QUICK, ...SMALL]))
  await policy.whileQuick(async () => {})
  await vi.waitFor(() => expect(told).toEqual([...QUICK, ...SMALL, ...QUICK, ...SMALL]))
})

test('work that follows soon changes nothing', async () => {
  const told: string[] = []
  const policy = createHeapPolicy({ tell: (flag) => told.push(flag), quietMs: 60_000 })
  for (let n = 0; n < 3; n++) await policy.whileQuick(async () => {})
  expect(told).toEqual([...QUICK])
})

test('V8 knows what it is told', () => {
  const known = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })
  for (const flag of [...QUICK, ...SMALL]) expect(known).toMatch(new RegExp(`^  ${flag.replace(/^--(?:no-)?|=.*/g, '--').replace(/--$/, '')} `, 'm'))
})
