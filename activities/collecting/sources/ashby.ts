import { z } from 'zod'
import { NOTHING_SAID, type RawOffer } from '../raw-offer.ts'
import { defineSource, SourceError } from '../source.ts'
import { type BoardStep, boardSteps, companyOf, pathPart, pathParts } from './boards.ts'
import { listOf, readOffers, Said, SaidNumber } from './read-offers.ts'

/** Answers have taken 10 s. */
const TIMEOUT_MS = 30_000
/** Names are as companies write them, with spaces: `The Browser Company`. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} .&'_-]{0,99}$/u
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** What else stands first in a path of their site. */
const NO_NAME = /^(?:api|static|assets|robots\.txt|favicon\.ico|sitemap\.xml)$/i

const Address = z
  .object({ postalAddress: z.object({ addressLocality: Said, addressCountry: Said }) })
  .nullable()
  .catch(null)
const Component = z.object({ compensationType: Said, interval: Said, currencyCode: Said, minValue: SaidNumber, maxValue: SaidNumber })
const Job = z.object({
  id: z.string().regex(ID),
  title: z.string().regex(/\S/),
  employmentType: Said,
  location: Said,
  address: Address,
  secondaryLocations: listOf(z.object({ location: Said, address: Address })),
  isListed: z.boolean().catch(true),
  isRemote: z.boolean().catch(false),
  workplaceType: Said,
  descriptionHtml: Said,
  descriptionPlain: Said,
  publishedAt: SaidNumber,
  jobUrl: Said,
  applyUrl: Said,
  compensation: z
    .object({ scrapeableCompensationSalarySummary: Said, summaryComponents: listOf(Component) })
    .nullable()
    .catch(null),
})
type Job = z.infer<typeof Job>

/** Ashby's public job posting API (developers.ashbyhq.com): a board in one answer. One offer is looked up in its board. */
export const ashby = defineSource<BoardStep>({
  name: 'ashby',
  // Each offer would cost its whole board: links to many of one are answered by reading that once.
  plan: (task) =>
    boardSteps('ashby', { ...task, targets: task.targets.map((target) => (target.depth > 0 ? { ...target, nativeId: null } : target)) }),

  request: ({ board }, { settings }) => ({
    url: `${settings.baseUrl}/posting-api/job-board/${pathPart(board, NAME)}?includeCompensation=true`,
    expects: 'json',
    timeoutMs: TIMEOUT_MS,
  }),

  read({ json }, { board, nativeId }) {
    const offers = readOffers((json as { jobs?: unknown } | null)?.jobs, Job, (job) => offerOf(job, board))
    if (nativeId === null) return { offers, next: [] }
    const offer = offers.find((each) => each.nativeId === `${board}:${nativeId}`)
    if (offer === undefined) throw new SourceError('gone')
    return { offers: [offer], next: [] }
  },

  boardOf(url) {
    const parts = pathParts(url) ?? []
    if (url.hostname === 'api.ashbyhq.com') {
      return parts.length === 3 && parts[0] === 'posting-api' && parts[1] === 'job-board' ? found(parts[2], null) : undefined
    }
    if (url.hostname !== 'jobs.ashbyhq.com') return undefined
    const [name, id, page] = parts
    if (id === undefined || (id === 'embed' && page === undefined)) return found(name, url.searchParams.get('ashby_jid'))
    return page === undefined || page === 'application' ? found(name, id) : undefined
  },
})

function found(board: string | undefined, nativeId: string | null) {
  if (board === undefined || !NAME.test(board) || NO_NAME.test(board)) return undefined
  return nativeId === null || ID.test(nativeId) ? { board, nativeId: nativeId?.toLowerCase() ?? null } : undefined
}

function offerOf(job: Job, board: string): RawOffer {
  return {
    ...NOTHING_SAID,
    nativeId: `${board}:${job.id.toLowerCase()}`,
    url: job.jobUrl,
    otherUrls: job.applyUrl === null ? [] : [job.applyUrl],
    title: job.title,
    company: companyOf(board),
    locations: [...new Set([job, ...job.secondaryLocations].flatMap(placesOf))],
    workMode: job.workplaceType ?? (job.isRemote ? true : null),
    contract: job.employmentType === null ? [] : [job.employmentType],
    salary: salaryOf(job),
    html: job.descriptionHtml || null,
    text: job.descriptionHtml ? null : job.descriptionPlain,
    postedAt: job.publishedAt,
    listed: job.isListed,
  }
}

/** A location is named as the company likes, `HQ` for one: its address tells the town. */
function placesOf({ location, address }: Pick<Job, 'location' | 'address'>): string[] {
  const { addressLocality, addressCountry } = address?.postalAddress ?? {}
  const town = [addressLocality, addressCountry].filter(Boolean).join(', ')
  const name = location?.trim() ?? ''
  if (!addressLocality || name.toLowerCase().includes(addressLocality.toLowerCase())) return name === '' ? [] : [name]
  return /remote|hybrid|télétravail/i.test(name) ? [name, town] : [town]
}

/** What is paid as salary, equity and bonuses apart; the line for search engines where there are no components. */
function salaryOf({ compensation }: Job): RawOffer['salary'] {
  const salary = compensation?.summaryComponents.find(
    ({ compensationType, minValue, maxValue }) => compensationType === 'Salary' && (minValue !== null || maxValue !== null),
  )
  if (salary === undefined) return compensation?.scrapeableCompensationSalarySummary || null
  return { min: salary.minValue, max: salary.maxValue, currency: salary.currencyCode, period: salary.interval }
}
