import { z } from 'zod'
import { NOTHING_SAID, type RawOffer, type RawSalary } from '../raw-offer.ts'
import { defineSource, SourceError } from '../source.ts'
import { type BoardStep, boardSteps, companyOf, isNoBoard, pathPart, pathParts } from './boards.ts'
import { listOf, readOffers, Said, SaidNumber } from './read-offers.ts'

/** Boards of 5.5 MB have been seen. */
const TIMEOUT_MS = 60_000
const MAX_RANGES = 200
const BOARD = /^[\w-]{1,100}$/
const ID = /^\d{1,20}$/
const PAGES = /^(?:job-)?boards(?:\.eu)?\.greenhouse\.io$/
const APIS = /^(?:boards-api(?:\.eu)?|api)\.greenhouse\.io$/
/** What stands where a city should, in any mixture: `Hybrid Remote`, `Remote / On-site`. */
const NO_PLACE =
  /^(?:(?:fully|100 ?%|hybride?|remote(?:[- ]first)?|on-?site|in[- ]office|flexible|télétravail|à distance|multiple locations|various|or|ou)(?:[\s(),/&+–—-]+|$))+$/i

const Name = z.object({ name: Said }).nullable().catch(null)
const Office = z.object({ name: Said, location: Said })
const Field = z.object({ name: z.string(), value: z.union([z.string(), z.array(z.string()), z.boolean()]) })
const PayRange = z.object({
  min_cents: z.number().nullable().catch(null),
  max_cents: z.number().nullable().catch(null),
  currency_type: Said,
  title: Said,
})
const Job = z.object({
  id: z.union([z.int().positive(), z.string().regex(ID)]),
  /** Null of a prospect post: no opening, a way to be thought of later. */
  internal_job_id: z.unknown().optional(),
  title: z.string().regex(/\S/),
  company_name: Said,
  absolute_url: Said,
  location: Name,
  offices: listOf(Office),
  metadata: listOf(Field),
  content: Said,
  first_published: SaidNumber,
  updated_at: SaidNumber,
  application_deadline: SaidNumber,
  pay_input_ranges: listOf(PayRange),
})
type Job = z.infer<typeof Job>

/** Greenhouse's Job Board API (developers.greenhouse.io/job-board.html): a board in one answer, texts included. Boards of the EU are on the same host. */
export const greenhouse = defineSource<BoardStep>({
  name: 'greenhouse',
  answersQueries: false,
  plan: (task) => boardSteps('greenhouse', task),

  request({ board, nativeId }, { settings }) {
    const jobs = `${settings.baseUrl}/v1/boards/${pathPart(board, BOARD)}/jobs`
    const url = nativeId === null ? `${jobs}?content=true` : `${jobs}/${pathPart(nativeId, ID)}?pay_transparency=true`
    return { url, expects: 'json', timeoutMs: TIMEOUT_MS }
  },

  read({ json }, { board, nativeId }) {
    const jobs = nativeId === null ? (json as { jobs?: unknown } | null)?.jobs : [json]
    return { offers: readOffers(jobs, Job, (job) => offerOf(job, board)), next: [] }
  },

  /** An offer that its API does not know is closed; a board, never there. */
  problemOf: ({ status, url }) =>
    status === 404 && /\/jobs\/\d+$/.test(URL.parse(url)?.pathname ?? '') ? new SourceError('gone', { status }) : undefined,

  boardOf(url) {
    const parts = pathParts(url) ?? []
    const asked = (...names: string[]) => names.map((name) => url.searchParams.get(name)).find((value) => value !== null) ?? null
    if (APIS.test(url.hostname)) return parts[0] === 'v1' && parts[1] === 'boards' ? found(parts[2], jobIn(parts.slice(3))) : undefined
    if (!PAGES.test(url.hostname)) return undefined
    if (parts[0] === 'embed') return /^job_(?:app|board)$/.test(parts[1] ?? '') ? found(asked('for'), asked('token', 'gh_jid')) : undefined
    const job = jobIn(parts.slice(1))
    return found(parts[0], job === null ? asked('gh_jid') : job)
  },
})

/** The id of `/jobs/123`; null of a whole board; undefined of another page. */
function jobIn([jobs, id]: string[]): string | null | undefined {
  if (jobs === undefined) return null
  return jobs === 'jobs' ? (id ?? null) : undefined
}

function found(board: string | null | undefined, nativeId: string | null | undefined) {
  if (board == null || nativeId === undefined || !BOARD.test(board) || isNoBoard(board)) return undefined
  return nativeId === null || ID.test(nativeId) ? { board, nativeId } : undefined
}

function offerOf(job: Job, board: string): RawOffer {
  const places = (job.location?.name ?? '')
    .split(/[;|]/)
    .map((place) => place.trim())
    .filter((place) => place !== '')
  const modes = places.filter((place) => NO_PLACE.test(place))
  const offices = places.length > modes.length ? [] : job.offices.map(({ location, name }) => location?.trim() || name?.trim() || '')
  return {
    ...NOTHING_SAID,
    nativeId: `${board}:${job.id}`,
    url: job.absolute_url,
    title: job.title,
    company: job.company_name?.trim() || companyOf(board),
    locations: [...new Set([...places, ...offices.filter((place) => place !== '')])],
    workMode: fieldsOf(job, /workplace|work (?:mode|model|location type)|remote|télétravail/i)[0] ?? modes[0] ?? null,
    contract: fieldsOf(job, /\b(?:employment|contract|contrat|time type)\b(?!.*\?)/i).filter((value) => typeof value === 'string'),
    salary: salaryOf(job),
    html: job.content || null,
    postedAt: job.first_published ?? job.updated_at,
    validThrough: job.application_deadline,
    listed: job.internal_job_id !== null,
  }
}

/** Values of the fields that a company has made up and shows on its board. */
const fieldsOf = ({ metadata }: Job, name: RegExp): (string | true)[] =>
  metadata.filter((field) => name.test(field.name)).flatMap(({ value }) => (value === false ? [] : value))

/** Ranges differ by place: from the lowest to the highest of those that are paid alike. Their period is in their title, if anywhere. */
function salaryOf({ pay_input_ranges: ranges }: Job): RawSalary | null {
  const [first] = ranges
  if (first === undefined) return null
  const alike = ranges
    .slice(0, MAX_RANGES)
    .filter(({ currency_type, title }) => currency_type === first.currency_type && periodIn(title) === periodIn(first.title))
  const amounts = (cents: (number | null)[]) => cents.filter((amount) => amount !== null && amount > 0).map((amount) => Number(amount) / 100)
  const [mins, maxs] = [amounts(alike.map(({ min_cents }) => min_cents)), amounts(alike.map(({ max_cents }) => max_cents))]
  if (mins.length + maxs.length === 0) return null
  return {
    min: mins.length > 0 ? Math.min(...mins) : null,
    max: maxs.length > 0 ? Math.max(...maxs) : null,
    currency: first.currency_type,
    period: periodIn(first.title),
  }
}

const periodIn = (title: string | null) =>
  /hour|heure|horaire|\bday|daily|\bjour|week|semaine|month|mensuel|\bmois|year|annual|annuel|\ban\b/i.exec(title ?? '')?.[0].toLowerCase() ?? null
