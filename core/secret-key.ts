import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, ConfigError } from './config.ts'

/**
 * What signs the tokens: the configured key, else, outside production, that of the data folder.
 * @throws ConfigError in production without one.
 */
export async function secretKeyOf({ auth, production, dataDir }: Pick<Config, 'auth' | 'production' | 'dataDir'>): Promise<string> {
  if (auth.secretKey !== undefined) return auth.secretKey
  if (production) throw new ConfigError('SECRET_KEY is missing: set it to a random text of at least 32 bytes (npm run secret prints one).')
  return readOrCreateSecretKey(dataDir)
}

/**
 * The secret of development: what `<dataDir>/secret-key` holds, written at random (mode 0600) the first time.
 * Several processes may ask at once: they all get the same one.
 */
export async function readOrCreateSecretKey(dataDir: string): Promise<string> {
  const path = join(dataDir, 'secret-key')
  const kept = await readKey(path)
  if (kept) return kept
  await mkdir(dataDir, { recursive: true })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, `${randomBytes(48).toString('base64url')}\n`, { mode: 0o600 })
  // A link appears whole and only once: whoever is late reads the other's.
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(draft)
  const key = await readKey(path)
  if (!key) throw new Error(`${path} is empty: delete it, and a new one is written.`)
  return key
}

async function readKey(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text.trim() || undefined
}
