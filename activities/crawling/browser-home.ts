import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { isAlive } from '../../core/is-alive.ts'

/** Of this machine (containers may share a folder): `job-tracker-browser-<machine>-<worker's pid>-<random>`. Short, for the paths of sockets. */
const PREFIX = `job-tracker-browser-${createHash('sha256').update(hostname()).digest('hex').slice(0, 8)}-`
const PROFILE_NOTE = 'profile-folder'
const mine = new Set<string>()

export interface BrowserHome {
  /** The browser's HOME and TMPDIR. */
  path: string
  /** What Playwright writes beside the browser. */
  artifacts: string
  /** Playwright makes the profile elsewhere: it is noted here, so that it goes with the home. */
  noteProfile(folder: string): Promise<void>
  remove(): Promise<void>
}

/** A browser's own folder, removed with it; what a killed worker left is removed by `sweepBrowserHomes`. */
export async function makeBrowserHome(): Promise<BrowserHome> {
  const path = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`))
  mine.add(path)
  const artifacts = join(path, 'artifacts')
  await mkdir(artifacts)
  return {
    path,
    artifacts,
    noteProfile: (folder) => writeFile(join(path, PROFILE_NOTE), folder),
    remove: () => removeHome(path),
  }
}

/** Removes the folders of workers that are gone. */
export async function sweepBrowserHomes(): Promise<void> {
  const homes = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX)).map((name) => join(tmpdir(), name))
  const isLeft = (home: string) => {
    const pid = Number(home.split('-').at(-2))
    // In a container that started again, the former worker had this one's pid.
    return pid === process.pid ? !mine.has(home) : !isAlive(pid)
  }
  await Promise.all(homes.filter(isLeft).map(removeHome))
}

async function removeHome(home: string): Promise<void> {
  const profile = await readFile(join(home, PROFILE_NOTE), 'utf8').catch(() => '')
  const folders = dirname(profile) === tmpdir() && basename(profile).startsWith('playwright') ? [profile, home] : [home]
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 3 })))
  mine.delete(home)
}
