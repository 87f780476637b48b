import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import type { PageRepository } from '../../core/db/page-repository.ts'
import type { PageFailure, PageKind } from '../../core/domain/page-rules.ts'
import { readPage } from './read-page.ts'

/** The little of the page store that extracting needs. */
export type ExtractablePages = Pick<PageRepository, 'get' | 'saveFacts'>

export const createExtracting = ({ pages, now }: { pages: ExtractablePages; now: () => Date }) => ({
  /**
   * Says what a kept page is; an offer's facts are kept beside it. Safe to run twice.
   * @throws ApplicationFailure `page_expired`, final: the page has to be fetched again; `blocked`, final: the site wants no robots.
   */
  async extractFacts({ pageId }: { pageId: string }): Promise<{ kind: PageKind }> {
    const page = await pages.get(pageId)
    if (page === undefined) throw ApplicationFailure.nonRetryable('The page is no longer kept', 'page_expired')
    const { kind, facts } = readPage(page, now())
    if (kind === 'challenge') throw blocked()
    if (facts !== null) await pages.saveFacts(pageId, facts)
    return { kind }
  },
})

const blocked = () =>
  ApplicationFailure.create({
    type: 'blocked' satisfies PageFailure,
    message: 'blocked (a challenge)',
    nonRetryable: true,
    category: ApplicationFailureCategory.BENIGN,
  })
