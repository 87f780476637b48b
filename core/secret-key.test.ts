import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { readOrCreateSecretKey, secretKeyOf } from './secret-key.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'job-tracker-test-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

test('the key is random, long enough, for its owner only, and the same the next time', async () => {
  const [one, other] = [join(root, 'one'), join(root, 'other')]
  const key = await readOrCreateSecretKey(one)
  expect(Buffer.from(key, 'base64url')).toHaveLength(48)
  expect((await stat(join(one, 'secret-key'))).mode & 0o777).toBe(0o600)
  expect(await readOrCreateSecretKey(one)).toBe(key)
  expect(await readOrCreateSecretKey(other)).not.toBe(key)
})

test('those who ask at the same time get the same key', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => readOrCreateSecretKey(join(root, 'shared'))))
  expect(new Set(keys).size).toBe(1)
})

test('an empty file is an error that names it, not an empty key', async () => {
  await writeFile(join(root, 'secret-key'), '')
  await expect(readOrCreateSecretKey(root)).rejects.toThrow(`${join(root, 'secret-key')} is empty`)
})

test('a configured key is taken, development makes one, production refuses to be without', async () => {
  const given = 'k'.repeat(48)
  expect(await secretKeyOf(readConfig({ SECRET_KEY: given }))).toBe(given)
  expect(await secretKeyOf(readConfig({ DATA_DIR: join(root, 'development') }))).toMatch(/^[\w-]{64}$/)
  await expect(secretKeyOf(readConfig({ ENVIRONMENT: 'production' }))).rejects.toThrow(/^SECRET_KEY is missing/)
})
