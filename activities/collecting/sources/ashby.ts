import { z } from 'zod'
import { NOTHING_SAID, type RawOffer } from '../raw-offer.ts'
import { defineSource, SourceError } from '../source.ts'
import { type BoardStep, boardSteps, companyOf, isNoBoard, pathPart, pathParts } from './boards.ts'
import { listOf, readOffers, Said, SaidNumber } from './read-offers.ts'

/** Answers have taken 10 s. */
const TIMEOUT_MS = 30_000
/** Names are as companies write them, with spaces: `The Browser Company`. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} .&'_-]{0,99}$/u
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Names of offices that are no towns, and modes of work. */
const NO_TOWN = /\b(?:hq|headquarters|(?:head |main )?office|siège(?: social)?|bureaux?|remote|hybrid|on-?site|télétravail)\b|[^\p{L}]+/giu
const MODE = /remote|hybrid|télétravail/i

const PostalAddress = z.object({ addressLocality: Said.optional(), addressRegion: Said.optional(), addressCountry: Said.optional() })
/** Second places have theirs with `postalAddress` around it, and without. */
const Address = z
  .union([z.object({ postalAddress: PostalAddress }).transform(({ postalAddress }) => postalAddress), PostalAddress])
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
    .object({ compensationTierSummary: Said, scrapeableCompensationSalarySummary: Said, summaryComponents: listOf(Component) })
    .nullable()
    .catch(null),
})
type Job = z.infer<typeof Job>

/** Ashby's public job posting API (developers.ashbyhq.com): a board in one answer. One offer is looked up in its board. */
export const ashby = defineSource<BoardStep>({
  name: 'ashby',
  answersQueries: false,
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
  if (board === undefined || !NAME.test(board) || isNoBoard(board)) return undefined
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
    workMode: job.workplaceType || (job.isRemote ? true : null),
    contract: job.employmentType === null ? [] : [job.employmentType],
    salary: salaryOf(job),
    html: job.descriptionHtml || null,
    text: job.descriptionHtml ? null : job.descriptionPlain,
    postedAt: job.publishedAt,
    listed: job.isListed,
  }
}

/** A location is named as the company likes, `HQ` or `Paris HQ` for one: its address tells the town, or at least the country. */
function placesOf({ location, address }: Pick<Job, 'location' | 'address'>): string[] {
  const { addressLocality, addressRegion, addressCountry } = address ?? {}
  const name = location?.trim() ?? ''
  const area = [addressLocality || addressRegion, addressCountry].filter(Boolean).join(', ')
  const isTown = name.replace(NO_TOWN, ' ').trim() !== ''
  const tells = addressLocality ? isNamed(addressLocality, name) : isTown
  if (area === '' || tells) return name === '' ? [] : [name]
  return MODE.test(name) ? [name, area] : [area]
}

/** Whether a name is the town's own: `Paris`, `Paris, France`, `Remote (Paris)`; `Paris HQ` is an office's. */
function isNamed(town: string, name: string): boolean {
  const [place, said] = [town.toLowerCase(), name.toLowerCase()]
  return said === place || said.startsWith(`${place},`) || (said.includes(place) && MODE.test(said))
}

/** Of `€55K – €70K • 0.05% – 0.1%` what is money. */
const payOf = (summary: string | null | undefined) =>
  summary
    ?.split('•')
    .find((part) => /\d/.test(part) && !part.includes('%'))
    ?.trim()

/** What is paid as salary, equity and bonuses apart; the line for search engines where there are no components. */
function salaryOf({ compensation }: Job): RawOffer['salary'] {
  const salary = compensation?.summaryComponents.find(
    ({ compensationType, minValue, maxValue }) => compensationType === 'Salary' && (minValue !== null || maxValue !== null),
  )
  if (salary === undefined) return compensation?.scrapeableCompensationSalarySummary || payOf(compensation?.compensationTierSummary) || null
  return { min: salary.minValue, max: salary.maxValue, currency: salary.currencyCode, period: salary.interval }
}
