import { normalise } from '../activities/collecting/normalise/index.ts'
import { rawOffer } from '../activities/collecting/sources/page.ts'
import { readOffers } from '../activities/extracting/read-offers.ts'
import { fetchOnePage, type OnePageOptions } from './fetch-one-page.ts'
import { readPageFile } from './read-page-file.ts'
import { StackError } from './stack-error.ts'

export interface ExtractOptions extends OnePageOptions {
  /** Of a file: the address that it was saved from. */
  savedFrom: string | undefined
}

/**
 * What is read from one page: a file, or an address. `facts` are as the page says them, with where each was read; `offers` as the
 * catalogue would keep them, or why it would not.
 * @throws StackError with a sentence that says what to do
 */
export async function extractFrom(page: string, { savedFrom, ...options }: ExtractOptions, now: () => Date) {
  const isAddress = /^[a-z][a-z\d+.-]*:\/\//i.test(page)
  if (isAddress && savedFrom !== undefined) throw new StackError('--url is for a file: an address is its own.')
  if (!isAddress && options.inBrowser) throw new StackError('--browser is for an address: a file is read as it is.')
  const had = isAddress ? await fetchOnePage(page, options, now) : await readPageFile(page, savedFrom)
  const { kind, offers, isClosed, links, next } = readOffers(had, now())
  const context = { source: 'page' as const, sourceUrl: had.finalUrl, now: now() }
  const normalised = offers.map((offer) => normalise(rawOffer(offer, had.finalUrl, !isClosed), context))
  return { url: had.finalUrl, via: had.via, kind, facts: offers, offers: normalised, links, next }
}
