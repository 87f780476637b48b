/** The job boards, by the names that clients and operators use: what the API, the configuration and the merging of offers know of each. No zod here. */
import { readAskedSource } from './asked-source-rules.ts'
import { HTTP_URL_PATTERN, type UrlProblem, urlProblem } from './url-rules.ts'

/** `ats`: a company's own; `board`: publishes what companies post; `aggregator`: repeats what others publish. Best first. */
export const SOURCE_KINDS = ['ats', 'board', 'page', 'aggregator'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

interface SourceEntry {
  kind: SourceKind
  /** Where its API is unless `SOURCE_<NAME>_BASE_URL` says otherwise; null: every page is at its own address. */
  baseUrl: string | null
  /** What is set beside it, with its default: `boards` is `SOURCE_<NAME>_BOARDS`, a list; the others are plain texts. */
  settings: Readonly<Record<string, string | null>>
}

/** A new source is a line here, a file in activities/collecting/sources and its fixture: the registry there does not compile without it. */
export const SOURCES = {
  greenhouse: { kind: 'ats', baseUrl: 'https://boards-api.greenhouse.io', settings: { boards: null } },
  lever: { kind: 'ats', baseUrl: 'https://api.lever.co', settings: { boards: null, eu_base_url: 'https://api.eu.lever.co' } },
  ashby: { kind: 'ats', baseUrl: 'https://api.ashbyhq.com', settings: { boards: null } },
  'france-travail': {
    kind: 'board',
    baseUrl: 'https://api.francetravail.io',
    settings: { client_id: null, client_secret: null, token_base_url: 'https://entreprise.francetravail.fr' },
  },
  arbeitnow: { kind: 'aggregator', baseUrl: 'https://www.arbeitnow.com', settings: {} },
  tavily: { kind: 'aggregator', baseUrl: 'https://api.tavily.com', settings: {} },
  page: { kind: 'page', baseUrl: null, settings: { boards: null } },
} as const satisfies Record<string, SourceEntry>

export type SourceName = keyof typeof SOURCES
export const SOURCE_NAMES = Object.keys(SOURCES) as SourceName[]

export const isSourceName = (name: string): name is SourceName => Object.hasOwn(SOURCES, name)

/** How much a source's word counts against another's, 0 the most: an ATS is right about its own offers. */
export const sourceRank = (source: string): number => (isSourceName(source) ? SOURCE_KINDS.indexOf(SOURCES[source].kind) : SOURCE_KINDS.length)

/** The variable of a setting: `SOURCE_FRANCE_TRAVAIL_CLIENT_ID`. */
export const sourceVariable = (name: string, setting: string): string => `SOURCE_${name}_${setting}`.replaceAll('-', '_').toUpperCase()

const NAMES = SOURCE_NAMES.join('|')
const ATS_NAMES = SOURCE_NAMES.filter((name) => SOURCES[name].kind === 'ats').join('|')

/** What such a text looks like, for those who read JSON Schema. */
export const SOURCE_PATTERN = `^(${NAMES}|(${ATS_NAMES}):(eu:)?[A-Za-z0-9_.-]{1,100})$|${HTTP_URL_PATTERN}`

/** What is wrong with a text that should say what to collect from; undefined when nothing is. */
export function askedSourceProblem(text: string): 'source' | 'unknown_source' | 'source_without_boards' | UrlProblem | undefined {
  const asked = readAskedSource(text)
  if (asked === undefined) return 'source'
  if ('url' in asked) return urlProblem(asked.url)
  if (!isSourceName(asked.source)) return 'unknown_source'
  return asked.board !== null && SOURCES[asked.source].kind !== 'ats' ? 'source_without_boards' : undefined
}
