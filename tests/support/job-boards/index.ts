/** Local boards that behave like the real ones, the same at every start: for the bench, the demo and the tests of faults. */
import * as answers from './answers.ts'
import { type Host, type HostRequest, startHost } from './host.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { BOARD_COUNTS, type BoardListing, type BoardSource, createListings } from './listings.ts'
import { roughManner } from './manners.ts'

export { type HostVisits, trespasses, visitsOf } from './allowance.ts'
export type { HostRequest } from './host.ts'
export { type Comparison, compareWithLedger, type Ledger, type StoredListing } from './ledger.ts'

export interface JobBoardsOptions {
  /** Listings in all, doubles included. */
  offers?: number
  /** Those that are not the first of their opening. */
  doubles?: number
  seed?: number
  /** Whether some boards take their time, and some fail at the first request. */
  isRough?: boolean
}

export interface JobBoards {
  /** How many boards there are; a site of pages is one. */
  count: number
  /** Each host's address by its name: `greenhouse`, `tavily`, `page-1`… */
  urls: Readonly<Record<string, string>>
  /** What a worker needs to collect from them: the sources' variables and CRAWL_ALLOW_HOSTS. */
  environment: Record<string, string>
  ledger: Ledger
  /** What was asked for so far, in the order in which it came. */
  requests: HostRequest[]
  close(): Promise<void>
}

/** A word that every offer has: a query for it finds them all. */
export const COMMON_WORD = 'data'

const CLIENT = { id: 'local-client', secret: 'local-client-secret' }
const TAVILY_KEY = 'tvly-local'

/** Twenty boards on loopback: a host for each source, and one for each site of pages, which a search leads to. */
export async function startJobBoards({
  offers = 10_000,
  doubles = Math.round(offers * 0.3),
  seed = 6,
  isRough = true,
}: JobBoardsOptions = {}): Promise<JobBoards> {
  const listings = createListings({ openings: offers - doubles, doubles, seed })
  const of = (source: BoardSource) => listings.filter(({ board }) => board.source === source)
  const requests: HostRequest[] = []
  const began = performance.now()
  const hosts: Record<string, Host> = {}
  const start = async (name: string, answer: answers.Answer): Promise<string> => {
    const host = await startHost(name, answer, { requests, began, mannerOf: (asked) => (isRough ? roughManner(name, asked) : {}) })
    hosts[name] = host
    return host.url
  }

  const sites = [...Map.groupBy(of('page'), ({ board }) => board.name)]
  const addresses = await Promise.all(sites.map(async ([name, own], at) => [name, await start(`page-${at + 1}`, answers.site(own))] as const))
  nameSites(listings, new Map(addresses))
  await start('greenhouse', answers.greenhouse(of('greenhouse')))
  await start('lever', answers.lever(of('lever')))
  await start('ashby', answers.ashby(of('ashby')))
  await start('arbeitnow', answers.arbeitnow(of('arbeitnow')))
  await start('france-travail', answers.franceTravail(of('france-travail')))
  await start('france-travail-tokens', answers.franceTravailTokens(CLIENT))
  await start('tavily', answers.tavily({ key: TAVILY_KEY, listings }))

  const urls = Object.fromEntries(Object.entries(hosts).map(([name, { url }]) => [name, url]))
  const boards = (source: BoardSource) => [...new Set(of(source).map(({ board }) => board.name))].sort().join(',')
  return {
    count: Object.values(BOARD_COUNTS).reduce((sum, count) => sum + count),
    urls,
    environment: {
      SOURCE_GREENHOUSE_BASE_URL: urls.greenhouse ?? '',
      SOURCE_GREENHOUSE_BOARDS: boards('greenhouse'),
      SOURCE_LEVER_BASE_URL: urls.lever ?? '',
      SOURCE_LEVER_BOARDS: boards('lever'),
      SOURCE_ASHBY_BASE_URL: urls.ashby ?? '',
      SOURCE_ASHBY_BOARDS: boards('ashby'),
      SOURCE_ARBEITNOW_BASE_URL: urls.arbeitnow ?? '',
      SOURCE_FRANCE_TRAVAIL_BASE_URL: urls['france-travail'] ?? '',
      SOURCE_FRANCE_TRAVAIL_TOKEN_BASE_URL: urls['france-travail-tokens'] ?? '',
      SOURCE_FRANCE_TRAVAIL_CLIENT_ID: CLIENT.id,
      SOURCE_FRANCE_TRAVAIL_CLIENT_SECRET: CLIENT.secret,
      SOURCE_TAVILY_BASE_URL: urls.tavily ?? '',
      TAVILY_API_KEY: TAVILY_KEY,
      CRAWL_ALLOW_HOSTS: Object.values(urls)
        .map((url) => new URL(url).host)
        .join(','),
    },
    ledger: createLedger(listings),
    requests,
    close: async () => void (await Promise.all(Object.values(hosts).map((host) => host.close()))),
  }
}

/** Gives the pages their sites' addresses, in links from elsewhere too. */
function nameSites(listings: readonly BoardListing[], addresses: ReadonlyMap<string, string>): void {
  for (const listing of listings) listing.url = listing.url.replace(/^\{([\w-]+)\}/, (_all, name: string) => addresses.get(name) ?? '')
}
