import { setTimeout as delay } from 'node:timers/promises'
import type { BrowserContext } from 'playwright'
import type { Logger } from '../../core/logger.ts'
import { untilAborted } from '../../core/until-aborted.ts'
import { sweepBrowserHomes } from './browser-home.ts'
import { guardMemory } from './browser-memory.ts'
import { type BrowserProcess, launchBrowser } from './browser-process.ts'
import { PageError } from './page-error.ts'

const MAX_PAGE_MEMORY_BYTES = 1024 ** 3
const CONTEXT_OPEN_MS = 10_000
const CONTEXT_CLOSE_MS = 3_000

export interface BrowserPoolOptions {
  /** Undefined: there is no browser. */
  executablePath: string | undefined
  /** As checkSandbox answered. */
  sandbox: 'on' | 'off' | undefined
  /** The egress proxy's, with its credentials. */
  proxyUrl: string
  userAgent: string
  log: Logger
  /** At once; others wait. */
  maxPages?: number
  /** Pages that one browser serves before a fresh one takes over. */
  recycleAfterPages?: number
  /** How long an idle browser is kept warm. */
  idleMs?: number
}

interface Running extends BrowserProcess {
  active: number
  served: number
}

export type BrowserPool = ReturnType<typeof createBrowserPool>

/** One browser, launched for the first page, kept warm for the next ones, replaced when it is old or has died. */
export function createBrowserPool(options: BrowserPoolOptions) {
  const { executablePath, sandbox, proxyUrl, userAgent, log, maxPages = 2, recycleAfterPages = 50, idleMs = 5 * 60_000 } = options
  const all = new Set<Running>()
  const waiting: (() => void)[] = []
  let free = maxPages
  let current: Promise<Running> | undefined
  let idle: NodeJS.Timeout | undefined
  let chosen = sandbox
  let closed = false
  if (executablePath !== undefined)
    sweepBrowserHomes().catch((error: unknown) => log.warn({ err: error }, 'folders of former browsers could not be removed'))

  async function launch(path: string): Promise<Running> {
    const start = (choice: 'on' | 'off') => launchBrowser({ executablePath: path, sandbox: choice, proxyUrl })
    const started =
      chosen === undefined ? await start('on').catch((error: unknown) => withoutSandbox(error, () => start('off'))) : await start(chosen)
    const running: Running = { ...started, active: 0, served: 0 }
    all.add(running)
    running.browser.once('disconnected', () => void end(running))
    if (closed) await end(running)
    return running
  }

  /** From now on without, where that helps. */
  async function withoutSandbox(reason: unknown, start: () => Promise<BrowserProcess>): Promise<BrowserProcess> {
    log.warn({ err: reason }, 'the browser does not start with its sandbox: development goes on without')
    const started = await start()
    chosen = 'off'
    return started
  }

  async function acquire(): Promise<Running> {
    if (executablePath === undefined || closed) throw new PageError('not_a_page', { reason: 'no_browser' })
    clearTimeout(idle)
    current ??= launch(executablePath)
    const asked = current
    const running = await asked.catch((error: unknown) => {
      if (current === asked) current = undefined
      log.error({ err: error }, 'the browser did not start')
      throw browserLost()
    })
    running.active += 1
    running.served += 1
    if (running.served >= recycleAfterPages && current === asked) current = undefined
    return running
  }

  async function release(running: Running): Promise<void> {
    running.active -= 1
    if (running.active > 0) return
    if ((await current) !== running) return end(running)
    idle = setTimeout(() => void end(running), idleMs).unref()
  }

  async function end(running: Running): Promise<void> {
    if (!all.delete(running)) return
    if ((await current?.catch(() => undefined)) === running) current = undefined
    await running.close()
  }

  /** Waits for one of the pool's places. */
  async function takePlace(signal: AbortSignal): Promise<void> {
    if (free > 0) {
      free -= 1
      return
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.push(resolve)
    await untilAborted(signal, promise).catch((reason: unknown) => {
      const place = waiting.indexOf(resolve)
      if (place >= 0) waiting.splice(place, 1)
      else leavePlace()
      throw reason
    })
  }

  function leavePlace(): void {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }

  async function openContext(running: Running, signal: AbortSignal): Promise<BrowserContext> {
    const patience = AbortSignal.timeout(CONTEXT_OPEN_MS)
    const opening = running.browser.newContext({ userAgent, locale: 'fr-FR', serviceWorkers: 'block', acceptDownloads: false, permissions: [] })
    return untilAborted(AbortSignal.any([signal, patience]), opening).catch((reason: unknown) => {
      opening.then((context) => context.close()).catch(() => {})
      if (signal.aborted || !patience.aborted) throw reason
      void end(running)
      throw browserLost()
    })
  }

  return {
    /**
     * Runs the work in a fresh browser context, which is closed whatever happens; a browser that can't close it is killed.
     * @throws PageError when there is no browser or it died; what the work or the signal throws
     */
    async withContext<T>(signal: AbortSignal, work: (context: BrowserContext) => Promise<T>): Promise<T> {
      await takePlace(signal)
      try {
        const running = await acquire()
        try {
          const context = await openContext(running, signal)
          const stopGuarding = guardMemory(running.pid, MAX_PAGE_MEMORY_BYTES)
          try {
            return await work(context)
          } finally {
            stopGuarding()
            const closing = context.close().then(() => true)
            if (!(await Promise.race([closing, delay(CONTEXT_CLOSE_MS, false, { ref: false })]).catch(() => true))) await end(running)
          }
        } catch (error) {
          if (error instanceof PageError || signal.aborted || running.browser.isConnected()) throw error
          throw browserLost()
        } finally {
          await release(running)
        }
      } finally {
        leavePlace()
      }
    },

    /** Ends every browser, pages at work included. */
    async close(): Promise<void> {
      closed = true
      clearTimeout(idle)
      await current?.catch(() => {})
      await Promise.all([...all].map(end))
    },
  }
}

const browserLost = () => new PageError('unreachable', { reason: 'browser' }, { retryable: true })
