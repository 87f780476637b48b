import { describePage } from '../../../activities/describing/model/describe-page.ts'
import type { DescribedPage } from '../../../activities/describing/model/described-page.ts'
import { createChatModel, type ModelConfig } from '../../../activities/model/chat-model.ts'
import { ModelError } from '../../../activities/model/model-error.ts'
import { OfferDescription } from '../../../core/domain/offer-description.ts'
import { PARTS } from '../../../worker/model-calls.ts'
import type { DescribePage } from './eval-page.ts'
import { extractedFacts } from './read-extracted.ts'

/** As the worker has them unless it is told otherwise. */
export const LIMITS = { partTokens: 8_000, parts: PARTS }

/** What is written of a page, and what made it so. */
export interface Written {
  /** Valid by its schema, whatever the model did. Null: the page is taken for no offer. */
  description: OfferDescription | null
  /** `extracted`: the model's answer could not be used, or was not to be trusted. */
  source: 'llm' | 'extracted'
  outcome: DescribedPage['kind'] | ModelError['failure']
  /** Fields of the model's answer that the page does not bear out. */
  dropped: readonly string[]
}

/** A page's description as the whole pipeline makes it, a database and a workflow apart. */
export async function describeWithModel(page: Pick<DescribePage, 'url' | 'html'>, config: ModelConfig): Promise<Written> {
  const facts = extractedFacts(page)
  if (facts === null) return { description: null, source: 'extracted', outcome: 'not_an_offer', dropped: [] }
  const extracted = OfferDescription.parse({ ...facts, body: facts.text, reading: null })
  const given = { page: { url: page.url, finalUrl: page.url, via: 'http' as const, html: page.html }, facts }
  try {
    const described = await describePage(given, { model: createChatModel(config), limits: LIMITS }, new AbortController().signal)
    if (described.kind === 'offer') {
      const description = OfferDescription.parse(described.description)
      return { description, source: 'llm', outcome: 'offer', dropped: description.reading?.dropped ?? [] }
    }
    const isOffer = described.kind === 'untrusted'
    return { description: isOffer ? extracted : null, source: 'extracted', outcome: described.kind, dropped: isOffer ? described.dropped : [] }
  } catch (error) {
    if (error instanceof ModelError) return { description: extracted, source: 'extracted', outcome: error.failure, dropped: [] }
    throw error
  }
}
