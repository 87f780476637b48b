import { setTimeout as delay } from 'node:timers/promises'
import type { BrowserContext, CDPSession } from 'playwright'
import { urlProblem } from '../../core/domain/url-rules.ts'
import { untilAborted } from '../../core/until-aborted.ts'
import { CONSENT_ROOTS } from './consent-roots.ts'
import { overlaysOf } from './in-page/overlays.js'
import { checkContentType, checkDocumentType } from './page-bytes.ts'
import { PageError } from './page-error.ts'
import { type PageWatch, watchPage } from './page-watch.ts'
import { problemOf } from './response-rules.ts'

export interface ReadPage {
  html: string
  /** The address that answered, after redirects. */
  finalUrl: string
  /** Of the page as UTF-8. */
  bytes: number
}

export interface RenderOptions {
  now: () => Date
  /** Ends the work with the signal's reason. */
  signal: AbortSignal
  /** For everything. */
  totalMs?: number
  maxBytes?: number
}

const POLL_MS = 100
/** Reads the page without what stands before its content. */
const OVERLAYS = `(${overlaysOf})(${JSON.stringify(CONSENT_ROOTS)})`
/** Characters of visible text that a page with content has at least. */
const ENOUGH_TEXT = 200
/** A page that never comes to rest is read this long after its document. */
const SETTLE_MS = 5_000

/**
 * One page in a browser, read when its content is there: once its text rests. Consent banners and pop-ups are left out, never answered.
 * @throws PageError with the reason why there is none; whatever `signal` was aborted with
 */
export async function renderInBrowser(context: BrowserContext, url: string, options: RenderOptions): Promise<ReadPage> {
  const { now, signal, totalMs = 20_000, maxBytes = 5 * 1024 * 1024 } = options
  // The browser would show files, and what scripts of other schemes make.
  if (urlProblem(url) !== undefined) throw new PageError('refused')
  const deadline = AbortSignal.timeout(totalMs)
  const ended = new AbortController()
  try {
    return await untilAborted(AbortSignal.any([signal, deadline]), render(context, url, { now, maxBytes, ended: ended.signal }))
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw deadline.aborted ? new PageError('timed_out', { after_s: Math.round(totalMs / 1000) }) : error
  } finally {
    ended.abort()
  }
}

async function render(
  context: BrowserContext,
  url: string,
  { now, maxBytes, ended }: { now: () => Date; maxBytes: number; ended: AbortSignal },
): Promise<ReadPage> {
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  const watch = await watchPage(context, page, cdp, maxBytes)
  const world = await openWorld(cdp)

  await Promise.race([watch.tooFar, page.goto(url, { waitUntil: 'commit', timeout: 0 })]).catch((error: unknown) => {
    throw failedNavigation(error, watch)
  })
  check(watch, { url: page.url(), requestedUrl: url }, now())
  await Promise.race([watch.tooFar, settled(watch, world, ended)])
  check(watch, { url: page.url(), requestedUrl: url }, now())

  const finalUrl = page.url()
  // An error page of the browser's own, or an address that only scripts can go to.
  if (urlProblem(finalUrl) !== undefined) throw new PageError('refused')
  checkDocumentType(await world<string>('document.contentType'))
  const html = await world<string | null>(`${OVERLAYS}.html(${maxBytes})`)
  const bytes = Buffer.byteLength(html ?? '')
  if (html === null || bytes > maxBytes) throw new PageError('too_big', { limit_bytes: maxBytes })
  return { html, finalUrl, bytes }
}

/** The same judgement as plain HTTP's, on the last answer to a navigation. */
function check(watch: PageWatch, addresses: { url: string; requestedUrl: string }, now: Date): void {
  const answer = watch.answer()
  if (answer === undefined) return
  const [status, headers] = [answer.status(), answer.headers()]
  // The proxy's own answers for connections that failed (proxy-chain's statuses).
  if (status >= 590 && status <= 599) throw new PageError('unreachable', { reason: 'connection' }, { retryable: true })
  const problem = problemOf({ status, retryAfter: headers['retry-after'], ...addresses }, now)
  if (problem !== undefined) throw problem
  checkContentType(headers['content-type'])
}

type World = <T>(expression: string) => Promise<T>

/** Evaluates beside the page's own scripts, which cannot see or replace what it uses. */
async function openWorld(cdp: CDPSession): Promise<World> {
  const { frameTree } = await cdp.send('Page.getFrameTree')
  return async (expression) => {
    const { executionContextId } = await cdp.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'job-tracker' })
    const { result, exceptionDetails } = await cdp.send('Runtime.evaluate', { expression, contextId: executionContextId, returnByValue: true })
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text)
    return result.value
  }
}

/** Waits until the page's text rests: shortly when nothing is under way, longer while requests are, or there is hardly any text. */
async function settled(watch: PageWatch, world: World, ended: AbortSignal): Promise<void> {
  let length = -1
  let restingSince = performance.now()
  let loadedSince: number | undefined
  for (;;) {
    await delay(POLL_MS, undefined, { signal: ended })
    // A document that is being replaced has no text.
    const seen = await world<number>(`${OVERLAYS}.textLength()`).catch(() => -1)
    const time = performance.now()
    if (seen !== length) restingSince = time
    length = seen
    loadedSince = watch.isLoaded() ? (loadedSince ?? time) : undefined
    const resting = time - restingSince
    if (loadedSince === undefined) {
      if (length >= ENOUGH_TEXT && resting >= 3_000) return
      continue
    }
    if (time - loadedSince >= SETTLE_MS) return
    const isQuiet = watch.pending() === 0
    if (length >= ENOUGH_TEXT ? resting >= (isQuiet ? 300 : 1_000) : isQuiet && resting >= 1_500) return
  }
}

/** Chromium's network errors by name. */
function failedNavigation(error: unknown, watch: PageWatch): Error {
  if (error instanceof PageError) return error
  const name = /net::(ERR_\w+)/.exec((error as Error).message)?.[1] ?? ''
  // The proxy's refusal of a tunnel, and Chromium's own of ports.
  if (/^ERR_(TUNNEL_CONNECTION_FAILED|UNSAFE_PORT)$/.test(name)) return new PageError('refused')
  if (name === 'ERR_TOO_MANY_REDIRECTS') return new PageError('unreachable', { reason: 'redirects' })
  if (/CERT|SSL/.test(name)) return new PageError('unreachable', { reason: 'tls' })
  if (name === 'ERR_ABORTED' || /Download is starting/.test((error as Error).message)) return noPage(watch)
  if (name !== '') return new PageError('unreachable', { reason: 'connection' }, { retryable: true })
  return error as Error
}

/** The browser would rather save it than show it. */
function noPage(watch: PageWatch): PageError {
  const answer = watch.answer()
  try {
    checkContentType(answer?.headers()['content-type'])
  } catch (error) {
    return error as PageError
  }
  return new PageError('not_a_page', { status: answer?.status() ?? 0 })
}
