import { checkSandbox, createBrowserPool, createEgressProxy } from '../activities/crawling/index.ts'
import { PageError } from '../activities/crawling/page-error.ts'
import { type PlainRequest, plainFetch } from '../activities/crawling/plain-fetch.ts'
import { renderInBrowser } from '../activities/crawling/render.ts'
import { MAX_ROBOTS_BYTES, ourPart, productOf, readRobots } from '../activities/crawling/robots-txt.ts'
import type { NewPage } from '../core/db/page-repository.ts'
import type { PageFailure } from '../core/domain/page-rules.ts'
import { createLogger, type Logger } from '../core/logger.ts'
import { findBrowser } from './browser.ts'
import type { Environment } from './cache.ts'
import { StackError } from './stack-error.ts'

export interface OnePageOptions {
  /** Read in a browser, by plain HTTP otherwise. */
  inBrowser: boolean
  userAgent: string
  /** `host:port` that are reached although they are local. */
  allowHosts: readonly string[]
  sandbox: 'on' | 'off' | undefined
  environment: Environment
  signal: AbortSignal
}

/** What a person may do about it. */
const ADVICE: Record<PageFailure, string> = {
  refused: 'Only public addresses on ports 80 and 443 are reached; CRAWL_ALLOW_HOSTS=host:port lets a local one through.',
  gone: 'Check the address, or extract a saved copy: `npm run extract -- FILE --url URL`.',
  not_found: 'Check the address, or extract a saved copy: `npm run extract -- FILE --url URL`.',
  blocked: 'The site wants no robots: save the page in your browser, then `npm run extract -- FILE --url URL`.',
  not_allowed: 'Its robots.txt asks to be left alone: save the page in your browser, then `npm run extract -- FILE --url URL`.',
  login_required: 'It asks for a log-in: save the page in your browser, then `npm run extract -- FILE --url URL`.',
  too_big: 'It is too big for a page.',
  timed_out: 'Try again later.',
  not_a_page: 'It is no HTML.',
  unreachable: 'Check the address and your connection, or try again later.',
}

/**
 * One page, as its site allows, through an egress guard of its own.
 * @throws StackError when it can't be had, with what to do about it
 */
export async function fetchOnePage(url: string, options: OnePageOptions, now: () => Date): Promise<NewPage> {
  const log = createLogger('extract', { logLevel: 'fatal', environment: 'production' })
  const egress = await createEgressProxy({ allowHosts: options.allowHosts, log })
  const { userAgent, signal } = options
  const web = { proxyUrl: egress.url, userAgent, now, signal }
  try {
    const before = askingRobots(web)
    if (!options.inBrowser) {
      const { url: finalUrl, body } = await plainFetch({ url, expects: 'page' }, { ...web, before })
      return { url, finalUrl, via: 'http', html: body }
    }
    if (URL.canParse(url)) await before(new URL(url))
    return await rendered(url, egress.url, options, { now, log })
  } catch (error) {
    throw error instanceof PageError ? new StackError(`The page can't be had: ${error.message}. ${ADVICE[error.failure]}`) : error
  } finally {
    await egress.close()
  }
}

/** Asks each site's robots.txt once (RFC 9309): a site that has none allows everything, one that fails to give it nothing. */
function askingRobots(web: Omit<Parameters<typeof plainFetch>[1], 'before'>) {
  const product = productOf(web.userAgent)
  const asked = new Map<string, Promise<string>>()
  const rulesOf = async (origin: string): Promise<string> => {
    const request: PlainRequest = {
      url: `${origin}/robots.txt`,
      expects: 'text',
      timeoutMs: 10_000,
      maxBytes: MAX_ROBOTS_BYTES,
      cut: true,
      isCrawled: true,
    }
    const answer = await plainFetch(request, web).catch((error: unknown) => {
      if (error instanceof PageError) return undefined
      throw error
    })
    if (answer !== undefined && (answer.status >= 500 || answer.status === 429)) throw new PageError('not_allowed', { status: answer.status })
    return answer?.status === 200 ? ourPart(answer.body, product) : ''
  }
  return async ({ origin, href }: URL): Promise<void> => {
    const rules = asked.get(origin) ?? rulesOf(origin)
    asked.set(origin, rules)
    if (!readRobots(origin, await rules, product).allows(href)) throw new PageError('not_allowed')
  }
}

async function rendered(
  url: string,
  proxyUrl: string,
  { environment, sandbox: askedFor, userAgent, signal }: OnePageOptions,
  { now, log }: { now: () => Date; log: Logger },
): Promise<NewPage> {
  const found = await findBrowser({ environment, log: () => {} })
  if (found === undefined) throw new StackError('No browser was found: set CHROMIUM_PATH, or leave --browser away.')
  const { executablePath } = found
  const { sandbox } = await checkSandbox({ executablePath, asked: askedFor, production: environment.ENVIRONMENT === 'production', proxyUrl })
  const browser = createBrowserPool({ executablePath, sandbox, proxyUrl, userAgent, log })
  try {
    const { html, finalUrl } = await browser.withContext(signal, (context) => renderInBrowser(context, url, { now, signal }))
    return { url, finalUrl, via: 'browser', html }
  } finally {
    await browser.close()
  }
}
