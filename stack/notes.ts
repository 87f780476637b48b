import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A small JSON object kept in the cache: what was found out once. Empty when it is missing or spoilt. */
export async function readNotes(path: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
  } catch {
    return {}
  }
}

export async function writeNote(path: string, key: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}`
  await writeFile(draft, JSON.stringify({ ...(await readNotes(path)), [key]: value }, null, 2))
  await rename(draft, path)
}
