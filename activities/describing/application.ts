import type { DescriptionEnd } from '../../core/db/application-descriptions.ts'
import type { ApplicationRepository } from '../../core/db/application-repository.ts'
import type { DescriptionOutcome, DescriptionStep } from '../../core/domain/application-rules.ts'
import type { OfferDescription } from '../../core/domain/offer-description.ts'
import { renderDescription } from './render.ts'

/** The little of the applications' repository that describing needs. */
export type DescribableApplications = Pick<
  ApplicationRepository,
  'renewDescription' | 'beginDescription' | 'noteDescriptionStep' | 'finishDescription'
>

/** The structure that the page store keeps; undefined when the page has expired. */
export interface DescribedPages {
  get(pageId: string): Promise<{ description: OfferDescription | null } | undefined>
}

export interface DescribingDependencies {
  applications: DescribableApplications
  pages: DescribedPages
  now: () => Date
}

/** What is asked for, under the counter that the end must carry. */
export interface DescriptionRequest {
  applicationId: string
  request: number
}

/** What the record says at the end; `stored` is false when a newer request, the user's own text or a deletion came first. */
export interface FinishedDescription {
  stored: boolean
  status: DescriptionEnd['status']
}

/** The record's side of a description: conditional updates under the request's counter, so each is safe to run twice. */
export const createApplicationDescribing = ({ applications, pages, now }: DescribingDependencies) => ({
  /** Asks for a description again, as its owner might. Without effect on one that waits or runs, and on a text of the owner's. */
  async renewDescription({ applicationId }: { applicationId: string }): Promise<void> {
    await applications.renewDescription(applicationId, now())
  },

  /** Reads what to describe, and marks it running. Null: nothing is asked for (any more). Only the address's host travels: the rest may hold a token. */
  async beginDescription({ applicationId }: { applicationId: string }): Promise<{ request: number; host: string } | null> {
    const begun = await applications.beginDescription(applicationId, now())
    return begun && { request: begun.request, host: URL.parse(begun.url)?.host ?? '' }
  },

  async noteDescriptionStep({ applicationId, request, step }: DescriptionRequest & { step: DescriptionStep }): Promise<void> {
    await applications.noteDescriptionStep(applicationId, request, step, now())
  },

  /** Writes the end into the record, the text rendered from the structure in the page store. */
  async finishDescription({ applicationId, request, outcome }: DescriptionRequest & { outcome: DescriptionOutcome }): Promise<FinishedDescription> {
    const end = outcome.status === 'done' ? written((await pages.get(outcome.pageId))?.description, outcome) : ended(outcome)
    return { stored: await applications.finishDescription(applicationId, request, end, now()), status: end.status }
  },
})

type Described = Extract<DescriptionOutcome, { status: 'done' }>

function ended(outcome: Exclude<DescriptionOutcome, { status: 'done' }>): DescriptionEnd {
  return outcome.status === 'failed' ? { status: 'failed', error: { ...outcome.failure, retry_at: outcome.retryAt } } : { status: 'not_an_offer' }
}

function written(description: OfferDescription | null | undefined, { failure, retryAt = null }: Described): DescriptionEnd {
  const error = failure === undefined ? null : { ...failure, retry_at: retryAt }
  if (description) {
    const { reading } = description
    const model = reading && { name: reading.model, prompt_version: reading.prompt_version, left_out_tokens: reading.left_out_tokens }
    return { status: 'done', description: renderDescription(description), source: reading ? 'llm' : 'extracted', model, error }
  }
  return { status: 'failed', error: { code: 'timed_out', params: { reason: 'page_expired' }, retry_at: null } }
}
