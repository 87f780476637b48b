import { ApplicationFailure } from '@temporalio/common'
import type { PageRepository } from '../../core/db/page-repository.ts'
import { OfferDescription } from '../../core/domain/offer-description.ts'

/** The little of the page store that describing needs. */
export type DescribablePages = Pick<PageRepository, 'get' | 'saveDescription'>

export const createDescribing = ({ pages }: { pages: DescribablePages }) => ({
  /**
   * Makes the description's structure from the facts that were read on a page, and keeps it beside them. Safe to run twice.
   * @throws ApplicationFailure `page_expired`, final: the page has to be fetched and read again.
   */
  async describeOffer({ pageId }: { pageId: string }): Promise<void> {
    const facts = (await pages.get(pageId))?.facts
    if (!facts) throw ApplicationFailure.nonRetryable('The page is no longer kept', 'page_expired')
    await pages.saveDescription(pageId, OfferDescription.parse({ ...facts, body: facts.text, reading: null }))
  },
})
