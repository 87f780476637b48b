import { ApplicationFailure } from '@temporalio/common'
import type { PageRepository } from '../../core/db/page-repository.ts'
import { OfferDescription } from '../../core/domain/offer-description.ts'

/** The little of the page store that describing needs. */
export type DescribablePages = Pick<PageRepository, 'get' | 'saveDescription'>

export const createDescribing = ({ pages, modelCalls }: { pages: DescribablePages; modelCalls?: unknown }) => ({
  /**
   * Makes the description's structure from the facts that were read on a page, and keeps it beside them; says whether a model is there to make a
   * better one. Safe to run twice.
   * @throws ApplicationFailure `page_expired`, final: the page has to be fetched and read again.
   */
  async describeOffer({ pageId }: { pageId: string }): Promise<{ hasModel: boolean }> {
    const facts = (await pages.get(pageId))?.facts
    if (!facts) throw ApplicationFailure.nonRetryable('The page is no longer kept', 'page_expired')
    await pages.saveDescription(pageId, OfferDescription.parse({ ...facts, body: facts.text, reading: null }))
    return { hasModel: modelCalls !== undefined }
  },
})
