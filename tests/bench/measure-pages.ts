import { findBrowser } from '../../stack/browser.ts'
import { COMMON_WORD } from '../support/job-boards/index.ts'
import { startJavascriptSites } from '../support/job-boards/javascript-sites.ts'
import type { CollectStack } from './collect-stack.ts'
import type { AddFigure } from './figures.ts'
import { most } from './watch-memory.ts'

const CONTEXTS = 3
const SITES = 10
const SITES_A_RUN = 5
const LEAST_PER_SECOND = 2
const MOST_MIB = 1_536

/** Pages that show their offers only to a browser: how many a second, and the memory of worker and browser. */
export async function measurePages(stack: CollectStack, { pages }: { pages: number }, add: AddFigure): Promise<void> {
  const browser = await findBrowser({ environment: process.env, log: console.log })
  if (browser === undefined) return add('Pages that need the browser', false, `${LEAST_PER_SECOND} a second or more`, 'no browser was found')
  const sites = await startJavascriptSites({ sites: SITES, pages })
  const worker = await stack.startWorker({
    CHROMIUM_PATH: browser.executablePath,
    CRAWL_BROWSER_CONTEXTS: String(CONTEXTS),
    CRAWL_ALLOW_HOSTS: sites.allowHosts,
    CRAWL_DELAY_MS: '0',
  })
  try {
    console.log(`${pages} pages on ${SITES} sites, ${CONTEXTS} contexts, ${browser.what}`)
    const memory = worker.watch()
    const began = performance.now()
    // A run asks for 500 pages of a source at most, the lists among them.
    const parts = [sites.lists.slice(0, SITES_A_RUN), sites.lists.slice(SITES_A_RUN)]
    const results = await Promise.all(parts.map((lists) => worker.collect({ query: COMMON_WORD, sources: lists })))
    const seconds = (performance.now() - began) / 1_000
    const samples = memory.end()
    for (const { result } of results) console.log(JSON.stringify(result))
    const stored = await worker.db.collection('job_offers').countDocuments()
    const overlaps = sites.requests.filter(({ path, overlaps }) => overlaps && path.startsWith('/offres')).length

    const speed = pages / seconds
    add(
      `Pages that need the browser, ${CONTEXTS} contexts`,
      speed >= LEAST_PER_SECOND,
      `${LEAST_PER_SECOND} a second or more`,
      `${speed.toFixed(1)} a second`,
    )
    add(`Memory of worker and browser over ${pages} pages`, most(samples) < MOST_MIB, `under ${MOST_MIB} MiB`, `${most(samples).toFixed(0)} MiB`)
    add('Offers of them that are stored', stored === pages, `${pages}`, String(stored))
    add('Pages that were asked for beside another of their site', overlaps === 0, '0', String(overlaps))
  } finally {
    await worker.stop()
    await sites.close()
  }
}
