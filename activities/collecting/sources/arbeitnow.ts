import { z } from 'zod'
import { NOTHING_SAID, type RawOffer } from '../raw-offer.ts'
import { defineSource, type SourceStep } from '../source.ts'
import { idOf, listOf, readOffers, Said, SaidNumber } from './read-offers.ts'

/** So many pages of a hundred are asked for at most: far more than the board holds. */
const MAX_PAGES = 50
/** A page whose newest offer is so much older than all of the first page tells of offers that nobody answers any more. */
const MAX_AGE_S = 90 * 24 * 3_600

interface PageStep extends SourceStep {
  page: number
  /** Seconds: of the first page's oldest offer. Offers are listed newest first. */
  since: number | null
}

const Job = z.object({
  slug: z.string().min(1),
  title: z.string().regex(/\S/),
  company_name: Said,
  description: Said,
  remote: z.boolean().nullable().catch(null),
  url: Said,
  job_types: listOf(z.string()),
  location: Said,
  created_at: SaidNumber,
})

const stepOf = (page: number, since: number | null): PageStep => ({ key: `page:${page}`, label: String(page), page, since })

/**
 * Arbeitnow's board of Germany and Europe, an aggregator: a hundred offers a page, no search of its own. Pages are counted here, as
 * `links.next` is not to be relied on. https://www.arbeitnow.com/api/job-board-api
 */
export const arbeitnow = defineSource<PageStep>({
  name: 'arbeitnow',
  answersQueries: false,
  plan: () => [stepOf(1, null)],
  request: ({ page }, { settings }) => ({ url: `${settings.baseUrl}/api/job-board-api?page=${page}`, expects: 'json' }),
  read({ json }, { page, since }) {
    const offers = readOffers((json as { data?: unknown } | null | undefined)?.data, Job, offerOf)
    const times = offers.map(({ postedAt }) => Number(postedAt)).filter((time) => time > 0)
    const first = since ?? (times.length > 0 ? Math.min(...times) : null)
    const tooOld = first !== null && times.length > 0 && Math.max(...times) < first - MAX_AGE_S
    const ended = offers.length === 0 || page >= MAX_PAGES || tooOld
    return { offers, next: ended ? [] : [stepOf(page + 1, first)] }
  },
})

function offerOf(job: z.infer<typeof Job>): RawOffer {
  return {
    ...NOTHING_SAID,
    nativeId: idOf(job.slug),
    url: job.url,
    title: job.title,
    company: job.company_name,
    locations: job.location === null || job.location === '' ? [] : [job.location],
    // False says that the place counts, not that one is there every day.
    workMode: job.remote === true ? true : null,
    contract: job.job_types,
    html: job.description,
    postedAt: job.created_at,
  }
}
