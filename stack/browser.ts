import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { cacheFolder, type Environment, findOnPath, isExecutable, type Log } from './cache.ts'
import { failedLately, noteFailure } from './download.ts'
import { readNotes, writeNote } from './notes.ts'
import { packagedChromium } from './packaged-chromium.ts'
import { runProgram } from './run-program.ts'
import { StackError } from './stack-error.ts'

export interface FoundBrowser {
  executablePath: string
  /** For people: `Chromium 153.0 (npm package)`. */
  what: string
}

interface Search {
  environment: Environment
  log: Log
}

const systemNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome-headless-shell']
const applications = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium']

/**
 * A browser that was seen to start: `CHROMIUM_PATH`, Playwright's own, the system's, the npm package's. Undefined when there is none.
 * @throws StackError when CHROMIUM_PATH names something that is no browser.
 */
export async function findBrowser({ environment, log }: Search): Promise<FoundBrowser | undefined> {
  const given = environment.CHROMIUM_PATH?.trim()
  if (given) {
    const browser = await tried(given, 'CHROMIUM_PATH', environment)
    if (typeof browser === 'string') throw new StackError(`CHROMIUM_PATH is wrong: ${given} does not start as a browser (${browser}).`)
    return browser
  }
  for (const { source, find } of sources) {
    const path = await find({ environment, log })
    const browser = path === undefined ? undefined : await tried(path, source, environment)
    if (typeof browser === 'object') return browser
    if (browser) log(`${path} does not start (${browser}); looking for another browser.`)
  }
  return undefined
}

const sources: { source: string; find: (search: Search) => Promise<string | undefined> }[] = [
  { source: 'Playwright', find: playwrightChromium },
  { source: 'system', find: systemChromium },
  { source: 'npm package', find: packagedChromium },
]

/** Playwright's own browser, downloaded the first time; a failed download is not tried again for a day. */
async function playwrightChromium({ environment, log }: Search): Promise<string | undefined> {
  const path = async () => (await import('playwright-core')).chromium.executablePath()
  if (await hasPlaywrightChromium(environment)) return await path()
  if (environment.PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD || (await failedLately(cacheFolder(environment), 'browser'))) return undefined
  log('Downloading Chromium for pages that need JavaScript')
  const cli = fileURLToPath(new URL('cli.js', import.meta.resolve('playwright-core/package.json')))
  const progress = (line: string) => /[258]0%/.test(line) && log(`Downloading Chromium: ${/\d+% of .*$/.exec(line)?.[0]}`)
  try {
    await runProgram(process.execPath, [cli, 'install', '--no-shell', 'chromium'], {
      timeoutMs: 600_000,
      environment: { ...environment, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '5000' },
      onLine: progress,
    })
    return await path()
  } catch (error) {
    const reason = /getaddrinfo \w+ \S+|ENOSPC|timed out/.exec((error as Error & { stderr?: string }).stderr ?? '')?.[0] ?? 'it failed'
    log(`Playwright's Chromium cannot be downloaded (${reason}); looking for another browser.`)
    await noteFailure(cacheFolder(environment), 'browser', reason)
    return undefined
  }
}

/** Whether it is installed, without loading Playwright: that takes a third of a second, and memory. */
async function hasPlaywrightChromium(environment: Environment): Promise<boolean> {
  const { browsers } = JSON.parse(await readFile(new URL('browsers.json', import.meta.resolve('playwright-core/package.json')), 'utf8'))
  const { revision } = (browsers as { name: string; revision: string }[]).find(({ name }) => name === 'chromium') ?? {}
  const caches = process.platform === 'darwin' ? 'Library/Caches' : '.cache'
  const folder = environment.PLAYWRIGHT_BROWSERS_PATH ?? join(homedir(), caches, 'ms-playwright')
  return (await stat(join(folder, `chromium-${revision}`)).catch(() => undefined)) !== undefined
}

async function systemChromium({ environment }: Search): Promise<string | undefined> {
  for (const name of systemNames) {
    const path = await findOnPath(name, environment)
    if (path) return path
  }
  for (const path of applications) {
    if (await isExecutable(path)) return path
  }
  return undefined
}

const Tried = z.object({ version: z.string(), sandbox: z.boolean() })

/** The browser, started once here and remembered in the cache until its file changes; or why it does not start. */
async function tried(path: string, source: string, environment: Environment): Promise<FoundBrowser | string> {
  const file = await stat(path).catch(() => undefined)
  if (!file) return 'there is no such file'
  const key = `${path} ${file.size} ${file.mtimeMs} ${process.getuid?.()}`
  const notes = join(cacheFolder(environment), 'browsers.json')
  let known = Tried.safeParse((await readNotes(notes))[key]).data
  if (!known) {
    try {
      const script = fileURLToPath(new URL('try-browser.ts', import.meta.url))
      known = Tried.parse(JSON.parse((await runProgram(process.execPath, [script, path], { timeoutMs: 40_000, environment })).stdout))
    } catch (error) {
      const stderr = (error as Error & { stderr?: string }).stderr ?? ''
      return /error while loading shared libraries: \S+/.exec(stderr)?.[0] ?? (stderr.trim().split('\n').at(-1) || (error as Error).message)
    }
    await writeNote(notes, key, known)
  }
  return { executablePath: path, what: `Chromium ${known.version} (${source}${known.sandbox ? '' : ', without its sandbox'})` }
}
