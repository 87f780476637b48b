import { createOpenings, type Opening } from './openings.ts'
import { type Random, randomFrom, uuidOf } from './random.ts'
import { CITIES, COMPANY_KINDS, COMPANY_NAMES } from './words.ts'

export type BoardSource = 'greenhouse' | 'lever' | 'ashby' | 'page' | 'france-travail' | 'arbeitnow'

/** A board of a source. An ATS's has one company's offers, a site of pages too. */
export interface Board {
  source: BoardSource
  /** `aldebaran-robotics` */
  name: string
  company: string | null
}

/** An opening as one board shows it. */
export interface BoardListing {
  opening: Opening
  board: Board
  /** As that source counts; of pages the last part of the path. */
  nativeId: string
  /** For people. A site of pages stands there by its name until it has an address: `{vega-studio}/jobs/4000012`. */
  url: string
  title: string
  company: string
  postedAt: Date
  /** Not the first listing of its opening: the same page with a visitor's tracks, the same text on an aggregator, or that on another one later. */
  double: 'tracking' | 'text' | 'repost' | null
}

export const BOARD_COUNTS: Readonly<Record<BoardSource, number>> = {
  greenhouse: 6,
  lever: 4,
  ashby: 4,
  page: 4,
  'france-travail': 1,
  arbeitnow: 1,
}
/** Of the openings, in thousandths: what their own boards hold; the rest is on the board of its country. */
const SHARES: Readonly<Record<'greenhouse' | 'lever' | 'ashby', number>> = { greenhouse: 386, lever: 200, ashby: 143 }
const PAGES_A_SITE = 15
/** Of the doubles, in hundredths. */
const TRACKING = 35
const REPOSTS = 20
const DAY_MS = 24 * 3_600_000
const FRENCH = CITIES.filter(({ country }) => country === 'fr')
/** The place is in another writing on the aggregators; the company's legal form, the title's gender marks too. */
const FORMS = ['', ' SAS', ' S.A.', ' GmbH']
const MARKS = { fr: [' (H/F)', ' F/H', ''], en: [' (m/f/d)', ' (all genders)', ''] }

/** So many openings on twenty boards, and so many more listings that are doubles of some: the same for the same seed. */
export function createListings({ openings, doubles, seed }: { openings: number; doubles: number; seed: number }): BoardListing[] {
  const opening = createOpenings(seed)
  const random = randomFrom(seed + 1)
  const boards = createBoards()
  const home = (board: Board) => (company: string) => {
    const made = opening(company, languageOf(board, random), placesOf(board))
    return firstListing(board, isFor(board, made) ? made : { ...made, contract: 'fixed-term' })
  }
  const own: BoardListing[] = []
  for (const [source, share] of Object.entries(SHARES)) {
    const [several, count] = [boards.filter((board) => board.source === source), Math.round((openings * share) / 1_000)]
    // Boards differ in size, as companies do.
    for (let n = 0; n < count; n++) {
      const board = several[Math.min(random.below(several.length), random.below(several.length))] as Board
      own.push(home(board)(board.company ?? ''))
    }
  }
  for (const board of boards.filter(({ source }) => source === 'page'))
    for (let n = 0; n < Math.min(PAGES_A_SITE, openings / 40); n++) own.push(home(board)(board.company ?? ''))
  const [franceTravail, arbeitnow] = ['france-travail', 'arbeitnow'].map((source) => boards.find((board) => board.source === source)) as [
    Board,
    Board,
  ]
  const rest = Math.max(0, openings - own.length)
  const others = Array.from({ length: rest }, (_, n) => home(n % 2 === 0 ? franceTravail : arbeitnow)(companyName(60 + random.below(180))))
  return [...own, ...others, ...doublesOf(own, doubles, { franceTravail, arbeitnow }, random)]
}

function createBoards(): Board[] {
  let count = 0
  return Object.entries(BOARD_COUNTS).flatMap(([source, boards]) =>
    Array.from({ length: boards }, (): Board => {
      if (source === 'france-travail' || source === 'arbeitnow') return { source, name: source, company: null }
      const company = companyName(count++)
      return { source: source as BoardSource, name: slug(company), company }
    }),
  )
}

/** Each number below 260 has its own name. */
function companyName(n: number): string {
  const [first, round] = [n % COMPANY_NAMES.length, Math.floor(n / COMPANY_NAMES.length)]
  return `${COMPANY_NAMES[first]} ${COMPANY_KINDS[(7 * first + 3 * round) % COMPANY_KINDS.length]}`
}
const placesOf = ({ source }: Board) => (source === 'france-travail' ? FRENCH : CITIES)
const languageOf = ({ source }: Board, random: Random) =>
  source === 'france-travail' ? 'fr' : source === 'arbeitnow' ? 'en' : random.pick(['fr', 'en'] as const)

function firstListing(board: Board, opening: Opening): BoardListing {
  const nativeId = idOn(board, opening.n)
  return {
    opening,
    board,
    nativeId,
    url: urlOn(board, nativeId),
    title: opening.title,
    company: opening.company,
    postedAt: opening.postedAt,
    double: null,
  }
}

function doublesOf(own: readonly BoardListing[], count: number, boards: { franceTravail: Board; arbeitnow: Board }, random: Random): BoardListing[] {
  const reposts = Math.floor((count * REPOSTS) / 100)
  const originals = random.some(own, count - reposts)
  const first = originals.map((original, at): BoardListing => {
    const { opening } = original
    const board = isFor(boards.franceTravail, opening) && at % 2 === 0 ? boards.franceTravail : boards.arbeitnow
    const nativeId = idOn(board, 1_000_000 + opening.n)
    const double = at * 100 < TRACKING * count ? 'tracking' : 'text'
    const url = double === 'tracking' ? `${original.url}?utm_source=${board.name}&utm_medium=organic&ref=${nativeId}` : urlOn(board, nativeId)
    const title = `${original.title}${random.pick(MARKS[opening.language])}`
    return { ...original, board, nativeId, url, title, company: `${original.company}${random.pick(FORMS)}`, postedAt: later(original, 1), double }
  })
  const again = first.filter(({ double, opening }) => double === 'text' && isFor(boards.franceTravail, opening)).slice(0, reposts)
  return [...first, ...again.map((listing) => repostOf(listing, listing.board === boards.arbeitnow ? boards.franceTravail : boards.arbeitnow))]
}

/** Another aggregator shows the same some days later. */
function repostOf(listing: BoardListing, board: Board): BoardListing {
  const nativeId = idOn(board, 2_000_000 + listing.opening.n)
  return { ...listing, board, nativeId, url: urlOn(board, nativeId), postedAt: later(listing, 7), double: 'repost' }
}

/** France Travail has no offers elsewhere, and no internships. */
const isFor = ({ source }: Board, { city, contract }: Opening) => source !== 'france-travail' || (city.country === 'fr' && contract !== 'internship')

const later = ({ postedAt }: BoardListing, days: number) => new Date(postedAt.getTime() + days * DAY_MS)

/** Ids in the shape that each source gives its offers. */
function idOn({ source }: Board, n: number): string {
  if (source === 'lever' || source === 'ashby') return uuidOf(n)
  if (source === 'arbeitnow') return `offer-${n}`
  if (source === 'france-travail') return n.toString(36).toUpperCase().padStart(7, '1')
  return String(4_000_000 + n)
}

function urlOn({ source, name }: Board, id: string): string {
  const urls: Record<BoardSource, string> = {
    greenhouse: `https://boards.greenhouse.io/${name}/jobs/${id}`,
    lever: `https://jobs.lever.co/${name}/${id}`,
    ashby: `https://jobs.ashbyhq.com/${name}/${id}`,
    'france-travail': `https://candidat.francetravail.fr/offres/recherche/detail/${id}`,
    arbeitnow: `https://www.arbeitnow.com/jobs/companies/${id}`,
    page: `{${name}}/jobs/${id}`,
  }
  return urls[source]
}

export const slug = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
