import type { Document, ObjectId, WithId } from 'mongodb'
import { APPLICATION_STATUSES } from '../../domain/application-rules.ts'
import { comparable } from '../../domain/text-rules.ts'
import { urlProblem } from '../../domain/url-rules.ts'
import { isForbiddenTarget } from '../../net/public-address.ts'
import { type ApplicationDocument, cleared, searchable, written } from '../application-document.ts'
import { formerErrorCode } from './former-error-texts.ts'
import { readFormerNotes } from './former-notes.ts'
import { type Conversion, type Reading, reading } from './former-reading.ts'
import { readFormerChoice, readFormerText } from './former-values.ts'
import { APPLICATION_SHAPE } from './todays-shapes.ts'

export interface ApplicationContext {
  /** `host:port` pairs that may be fetched although they are local. */
  allowHosts: readonly string[]
  /** False for all but the first application of a user for that offer. */
  isFirstFor(applicationId: ObjectId, userId: ObjectId, offerId: ObjectId): boolean
}

/** Longer ones could not be sent back in an update. */
const NAME_LENGTH = 300
const DESCRIPTION_LENGTH = 50_000
const URL_LENGTH = 2_048

/** What a field was called, and is now. */
export const APPLICATION_SYNONYMS = { entreprise: 'company', poste: 'position', localisation: 'location', lien: 'url' } as const

const readStatus = readFormerChoice(APPLICATION_STATUSES, { refuse: 'Refusée', retire: 'Retirée', 'candidature envoye': 'Candidature envoyée' })

const KEPT = [
  'unarchived_at',
  'timeline',
  'note_keys',
  'version',
  'description_status',
  'description_source',
  'description_error',
  'description_step',
  'description_started_at',
  'description_updated_at',
  'description_request',
] as const

/** An application of the former backend as one of today's. */
export function convertApplication(stored: WithId<Document>, { allowHosts, isFirstFor }: ApplicationContext): Conversion<ApplicationDocument> {
  const read = reading(stored)
  const user_id = read.id('user_id')
  const company = read.text(['company', 'entreprise'], NAME_LENGTH)
  const position = read.text(['position', 'poste'], NAME_LENGTH)
  if (user_id === undefined) return { aside: { field: 'user_id', reason: 'no_owner' } }
  if (company === null || position === null) return { aside: { field: company === null ? 'company' : 'position', reason: 'required_missing' } }

  const location = read.text(['location', 'localisation'], NAME_LENGTH)
  const created_at = read.date('created_at') ?? stored._id.getTimestamp()
  const updated_at = read.date('updated_at') ?? created_at
  const status = read.value(['status'], readStatus, 'status_unknown') ?? 'Candidature envoyée'
  const document: ApplicationDocument = {
    user_id,
    company,
    position,
    location,
    url: read.value(['url', 'lien'], (value) => readUrl(value, allowHosts), 'url_refused') ?? null,
    application_date: read.date('application_date') ?? created_at,
    status,
    notes: readFormerNotes(
      stored.notes,
      () => read.keep('notes', 'too_long'),
      () => read.keep('notes', 'unreadable'),
    ),
    archived: read.flag('archived') ?? false,
    unarchived_at: null,
    offer_id: offerOf(stored._id, user_id, read, isFirstFor),
    // Since when it has its status is not known; it had it then.
    timeline: [{ status, at: updated_at }],
    ...described(read, updated_at),
    description_request: 0,
    ...searchable({ company, position, location }),
    note_keys: [],
    version: 1,
    created_at,
    updated_at,
    ...read.todays<ApplicationDocument, (typeof KEPT)[number]>(APPLICATION_SHAPE, KEPT),
  }
  return { document, former: read.former, problems: read.problems }
}

/** An address that an update may bring back. */
function readUrl(value: unknown, allowHosts: readonly string[]): string | undefined {
  const url = readFormerText(value)
  if (url === undefined || url.length > URL_LENGTH || urlProblem(url) !== undefined) return undefined
  return isForbiddenTarget(url, allowHosts) ? undefined : url
}

function offerOf(_id: ObjectId, userId: ObjectId, read: Reading, isFirstFor: ApplicationContext['isFirstFor']): ObjectId | null {
  const offerId = read.id('offer_id')
  if (offerId === undefined) return null
  if (isFirstFor(_id, userId, offerId)) return offerId
  read.keep('offer_id', 'offer_applied_twice')
  return null
}

/** A failure that was told as a text is a failure; any other text is the user's. */
function described(read: Reading, at: Date) {
  const text = comparable(read.text(['description'], DESCRIPTION_LENGTH) ?? '')
  const code = formerErrorCode(text)
  if (code === undefined) return text === '' ? { ...cleared(at), description_updated_at: null } : written(text, at)
  read.preserve('description')
  return { ...cleared(at), description_status: 'failed' as const, description_error: { code, params: {}, retry_at: null } }
}
