import { access, constants } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, isAbsolute, join } from 'node:path'

export type Environment = Record<string, string | undefined>
/** Where progress goes: one line at a time, for a person. */
export type Log = (line: string) => void

/** What is downloaded is kept here, shared by all clones: `CACHE_DIR`, else the user's cache folder. */
export function cacheFolder(environment: Environment): string {
  if (environment.CACHE_DIR) return environment.CACHE_DIR
  const base = environment.XDG_CACHE_HOME
  return join(base && isAbsolute(base) ? base : join(environment.HOME ?? homedir(), '.cache'), 'job-tracker')
}

/** The first executable of that name on the PATH. */
export async function findOnPath(program: string, environment: Environment): Promise<string | undefined> {
  for (const folder of (environment.PATH ?? '').split(delimiter)) {
    if (isAbsolute(folder) && (await isExecutable(join(folder, program)))) return join(folder, program)
  }
  return undefined
}

export const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
