/** Pure rules of applications: no zod here, workflows may import them. */
import { comparable } from './text-rules.ts'

export const APPLICATION_STATUSES = [
  'En étude',
  'Candidature envoyée',
  'Première sélection',
  'Entretien',
  'Test technique',
  'Négociation',
  'Offre reçue',
  'Offre acceptée',
  'Refusée',
  'Retirée',
] as const
export type ApplicationStatus = (typeof APPLICATION_STATUSES)[number]

/** Those that nobody waits for any more: the archiving schedule looks at them. */
export const ARCHIVABLE_STATUSES = ['Refusée', 'Candidature envoyée'] as const satisfies readonly ApplicationStatus[]
export type ArchivableStatus = (typeof ARCHIVABLE_STATUSES)[number]

export const DESCRIPTION_STATUSES = ['none', 'pending', 'running', 'done', 'failed', 'not_an_offer'] as const
export type DescriptionStatus = (typeof DESCRIPTION_STATUSES)[number]

export const DESCRIPTION_SOURCES = ['user', 'extracted', 'llm'] as const
export type DescriptionSource = (typeof DESCRIPTION_SOURCES)[number]

export const DESCRIPTION_ERROR_CODES = [
  'fetch_refused',
  'page_gone',
  'blocked',
  'login_required',
  'too_big',
  'timed_out',
  'refused',
  'truncated',
  'quota_exhausted',
  'invalid_key',
  'model_unavailable',
  'budget_reached',
] as const
export type DescriptionErrorCode = (typeof DESCRIPTION_ERROR_CODES)[number]

/** Where a running description is. */
export const DESCRIPTION_STEPS = ['queued', 'fetching', 'rendering', 'writing'] as const
export type DescriptionStep = (typeof DESCRIPTION_STEPS)[number]

/** Why there is no description: a code that programs read and the parameters of its sentence, never the sentence. */
export interface DescriptionFailure {
  code: DescriptionErrorCode
  params: Record<string, string | number>
}

/** How a generation ended. `pageId` is where the page store keeps what was read. */
export type DescriptionOutcome =
  | { status: 'done'; pageId: string /** Why extraction serves, and not the model. */; failure?: DescriptionFailure; retryAt?: string | null }
  | { status: 'not_an_offer' }
  | { status: 'failed'; failure: DescriptionFailure; retryAt: string | null }

interface Described {
  url: string | null
  description: string | null
  description_source: DescriptionSource | null
  description_status: DescriptionStatus
}

/** What a change does to the description beside storing the other fields. */
export type DescriptionChange = { kind: 'keep' } | { kind: 'start' } | { kind: 'write'; description: string } | { kind: 'clear' } | { kind: 'end' }

/**
 * What an update means for the description (contract.md, Applications).
 * `url` and `description` are as the body gave them: undefined when absent, null when emptied.
 */
export function descriptionChange(
  stored: Described,
  update: { url?: string | null | undefined; description?: string | null | undefined },
): DescriptionChange {
  const url = update.url === undefined ? stored.url : update.url
  const given = update.description === undefined || update.description === null ? '' : comparable(update.description)
  if (given !== '' && given !== comparable(stored.description ?? '')) return { kind: 'write', description: given }

  const clears = update.description !== undefined && given === '' && stored.description_source === 'user'
  if (stored.description_source === 'user' && !clears) return { kind: 'keep' }

  const urlChanged = url !== stored.url
  if (url === null && clears) return { kind: 'clear' }
  if (url === null) return { kind: urlChanged ? 'end' : 'keep' }
  const retries = stored.description === null && (stored.description_status === 'none' || stored.description_status === 'failed')
  return { kind: clears || urlChanged || retries ? 'start' : 'keep' }
}
