import type { BrowserContext, CDPSession, Page, Request, Response } from 'playwright'
import { REFUSED_HEADER } from './egress-proxy.ts'
import { checkContentType } from './page-bytes.ts'
import { PageError } from './page-error.ts'

const MAX_NAVIGATIONS = 10
/** What a description needs nothing of. Frames are not part of the page that is kept, either. */
const UNNEEDED = new Set(['image', 'media', 'font'])

export interface PageWatch {
  /** Rejects with a PageError once the page has gone too far: too many bytes or navigations, a forbidden address. */
  tooFar: Promise<never>
  /** The last answer to a navigation of the page itself. */
  answer(): Response | undefined
  /** Requests of the page that have not ended. */
  pending(): number
  /** Whether the document that is shown has been read to its end. */
  isLoaded(): boolean
}

/** Keeps a page to itself: no popups, frames, pictures, dialogs or downloads; and counts what it does. */
export async function watchPage(context: BrowserContext, page: Page, cdp: CDPSession, maxBytes: number): Promise<PageWatch> {
  const { promise: tooFar, reject } = Promise.withResolvers<never>()
  tooFar.catch(() => {})
  const pending = new Set<unknown>()
  let answer: Response | undefined
  let navigations = 0
  let loaded = false
  let document: string | undefined
  let bytes = 0
  let documentBytes = 0

  const isOwnNavigation = (request: Request) => request.isNavigationRequest() && isMainFrame(() => request.frame() === page.mainFrame())
  /** A file that a script goes to: nothing will ever be loaded. */
  const checkType = (response: Response) => {
    try {
      checkContentType(response.headers()['content-type'])
    } catch (error) {
      reject(error)
    }
  }

  context.on('page', (popup) => popup !== page && void popup.close().catch(() => {}))
  page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}))
  // Killed by browser-memory.ts, or by its own size.
  page.on('crash', () => reject(new PageError('too_big', { reason: 'memory' })))
  page.on('request', (request) => pending.add(request))
  page.on('requestfinished', (request) => pending.delete(request))
  page.on('requestfailed', (request) => {
    pending.delete(request)
    // A navigation that came to nothing, to a download for one: the document that is shown stays.
    if (isOwnNavigation(request)) loaded = true
  })
  page.on('domcontentloaded', () => {
    loaded = true
  })
  page.on('response', (response) => {
    // "No content" leaves the document that is shown.
    if (!response.request().isNavigationRequest() || response.status() === 204) return
    answer = response
    loaded = false
    navigations += 1
    if (response.status() === 200) checkType(response)
    if (response.headers()[REFUSED_HEADER] !== undefined) reject(new PageError('refused'))
    if (navigations > MAX_NAVIGATIONS) reject(new PageError('unreachable', { reason: 'redirects' }))
    if (Number(response.headers()['content-length']) > maxBytes) reject(new PageError('too_big', { limit_bytes: maxBytes }))
  })

  await context.route('**/*', (route, request) => {
    const isNeeded = request.isNavigationRequest() ? isOwnNavigation(request) : !UNNEEDED.has(request.resourceType())
    return (isNeeded ? route.continue() : route.abort()).catch(() => {})
  })
  cdp.on('Network.responseReceived', ({ type, requestId }) => {
    if (type !== 'Document') return
    document = requestId
    documentBytes = 0
  })
  cdp.on('Network.dataReceived', ({ requestId, dataLength }) => {
    bytes += dataLength
    if (requestId === document) documentBytes += dataLength
    if (documentBytes > maxBytes || bytes > maxBytes * 4) reject(new PageError('too_big', { limit_bytes: maxBytes }))
  })
  await cdp.send('Network.enable')
  return { tooFar, answer: () => answer, pending: () => pending.size, isLoaded: () => loaded }
}

/** Playwright throws for the frame of a navigation that has no page yet: a popup's. */
function isMainFrame(ask: () => boolean): boolean {
  try {
    return ask()
  } catch {
    return false
  }
}
