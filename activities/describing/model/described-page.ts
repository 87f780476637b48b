import type { NewPage } from '../../../core/db/page-repository.ts'
import type { OfferDescription } from '../../../core/domain/offer-description.ts'
import type { OfferFacts } from '../../../core/domain/offer-facts.ts'
import type { ChatModel } from '../../model/chat-model.ts'

/**
 * What came of a page that a model described. `untrusted`: its title, its company or all that it wrote is not on the page, so what extraction
 * read serves; `dropped` names the fields.
 */
export type DescribedPage =
  | { kind: 'offer'; description: OfferDescription }
  | { kind: 'not_an_offer' }
  | { kind: 'untrusted'; dropped: readonly string[] }

export interface PageToDescribe {
  page: NewPage
  /** What extraction read on it: structured data wins over the model. */
  facts: OfferFacts
}

/** What a page is described by. */
export interface PageDescriber {
  model: ChatModel
  /** Of the page's text, in tokens. */
  limits: { partTokens: number; parts: number }
}

/**
 * `describePage(pageToDescribe, describer, signal)` (describe-page.ts): the whole way from a page to its description, in parts where the page is
 * long, without a database or a workflow. The activities take the same steps, with answers that are kept and paid for once.
 * @throws ModelError; the signal's reason, once it is aborted
 */
export type DescribePage = (given: PageToDescribe, describer: PageDescriber, signal: AbortSignal) => Promise<DescribedPage>
