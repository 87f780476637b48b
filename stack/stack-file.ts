import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { StackError } from './stack-error.ts'

const KeptDatabase = z.object({
  engine: z.enum(['mongod', 'secantusdb']),
  version: z.string(),
  /** Beneath the data folder. */
  folder: z.string(),
})
export type KeptDatabase = z.infer<typeof KeptDatabase>
export type EngineName = KeptDatabase['engine']

const StackFile = z.object({ mongodb: KeptDatabase })

/** What the first start chose; undefined before it. */
export async function readKeptDatabase(dataDir: string): Promise<KeptDatabase | undefined> {
  const path = join(dataDir, 'stack.json')
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  try {
    return StackFile.parse(JSON.parse(text)).mongodb
  } catch {
    throw new StackError(`${path} cannot be read: put back its former content, or move ${dataDir} away to start with an empty database.`)
  }
}

export async function keepDatabase(dataDir: string, mongodb: KeptDatabase): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  const path = join(dataDir, 'stack.json')
  await writeFile(`${path}.new`, `${JSON.stringify({ mongodb }, null, 2)}\n`)
  await rename(`${path}.new`, path)
}
