import { setTimeout as delay } from 'node:timers/promises'
import type { Browser } from 'playwright'
import { makeBrowserHome } from './browser-home.ts'

const CLOSE_MS = 3_000

export interface BrowserProcess {
  browser: Browser
  /** Of the browser's main process, which leads a process group of its own. */
  pid: number
  /** Ends the whole process group, by force where it does not end by itself. */
  close(): Promise<void>
}

export interface BrowserLaunch {
  executablePath: string
  sandbox: 'on' | 'off'
  /** The egress proxy's, with its credentials. */
  proxyUrl: string
}

/** What keeps pages from going anywhere but through the proxy, and the memory of one page bounded. */
const ARGS = [
  // Every name is the proxy's to resolve.
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
  '--disable-quic',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--no-pings',
  '--blink-settings=imagesEnabled=false',
  '--js-flags=--max-old-space-size=512',
]

/** Starts Chromium behind the egress proxy, with nothing of this process's environment and a home of its own. */
export async function launchBrowser({ executablePath, sandbox, proxyUrl }: BrowserLaunch): Promise<BrowserProcess> {
  // Loaded for the first page that needs it: it takes a third of a second, and memory.
  const { chromium } = await import('playwright')
  const proxy = new URL(proxyUrl)
  const home = await makeBrowserHome()
  try {
    const browser = await chromium.launch({
      executablePath,
      chromiumSandbox: sandbox === 'on',
      // `<-loopback>`: Chromium would go to loopback directly otherwise.
      proxy: { server: proxy.origin, username: proxy.username, password: proxy.password, bypass: '<-loopback>' },
      artifactsDir: home.artifacts,
      env: { HOME: home.path, TMPDIR: home.path, LANG: 'en_US.UTF-8', PATH: '/usr/local/bin:/usr/bin:/bin' },
      args: ARGS,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      timeout: 15_000,
    })
    const { pid, profile } = await whatRuns(browser)
    if (profile !== undefined) await home.noteProfile(profile)
    // The children of a browser that was killed mostly notice; the rest are told.
    browser.once('disconnected', () => killGroup(pid))
    return {
      browser,
      pid,
      async close() {
        await Promise.race([browser.close(), delay(CLOSE_MS, undefined, { ref: false })]).catch(() => {})
        killGroup(pid)
        await home.remove()
      },
    }
  } catch (error) {
    await home.remove()
    throw error
  }
}

/** Whether the browser starts with its sandbox here. */
export async function startsInSandbox(launch: Omit<BrowserLaunch, 'sandbox'>): Promise<boolean> {
  try {
    await (await launchBrowser({ ...launch, sandbox: 'on' })).close()
    return true
  } catch {
    return false
  }
}

async function whatRuns(browser: Browser): Promise<{ pid: number; profile: string | undefined }> {
  const session = await browser.newBrowserCDPSession()
  const [{ processInfo }, { commandLine }] = await Promise.all([session.send('SystemInfo.getProcessInfo'), session.send('SystemInfo.getInfo')])
  await session.detach()
  return {
    pid: processInfo.find(({ type }) => type === 'browser')?.id as number,
    profile: /--user-data-dir=("?)(.+?)\1(?: --|$)/.exec(commandLine)?.[2],
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
