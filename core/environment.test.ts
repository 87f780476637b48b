import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { readEnvironment } from './environment.ts'

afterEach(() => void vi.unstubAllEnvs())

test('a .env file is beneath the environment in development, and no part of it in production', () => {
  const folder = mkdtempSync(join(tmpdir(), 'environment-'))
  const file = join(folder, '.env')
  writeFileSync(file, 'TEST_OF_A_FILE=file\nTEST_OF_BOTH=file\n')
  vi.stubEnv('TEST_OF_BOTH', 'process')
  vi.stubEnv('ENVIRONMENT', 'production')
  expect(readEnvironment(file)).not.toHaveProperty('TEST_OF_A_FILE')
  vi.stubEnv('ENVIRONMENT', 'development')
  expect(readEnvironment(file)).toMatchObject({ TEST_OF_A_FILE: 'file', TEST_OF_BOTH: 'process' })
  rmSync(folder, { recursive: true })
})
