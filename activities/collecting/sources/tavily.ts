import { z } from 'zod'
import { canonicalUrl } from '../../../core/domain/listing-rules.ts'
import type { SourceQuery } from '../query.ts'
import { defineSource, SourceError, type SourceStep } from '../source.ts'

/** What one search answers at most. */
const MAX_RESULTS = 20
/** Longer queries are refused. */
const MAX_QUERY_LENGTH = 400
type Language = SourceQuery['language']

/** Words by which pages of offers are found, beside those of the query. */
const WORDS: Record<
  Language,
  { offer: string; at: string } & Partial<Record<NonNullable<SourceQuery['contract'] | SourceQuery['workMode']>, string>>
> = {
  fr: {
    offer: 'offre d’emploi',
    at: 'à',
    permanent: 'CDI',
    'fixed-term': 'CDD',
    temporary: 'intérim',
    freelance: 'freelance',
    internship: 'stage',
    apprenticeship: 'alternance',
    remote: 'télétravail',
    hybrid: 'télétravail partiel',
  },
  en: {
    offer: 'job opening',
    at: 'in',
    permanent: 'permanent',
    'fixed-term': 'fixed-term',
    temporary: 'temporary',
    freelance: 'freelance',
    internship: 'internship',
    apprenticeship: 'apprenticeship',
    remote: 'remote',
    hybrid: 'hybrid',
  },
}

/** Sites whose pages are no offers: search engines, videos, encyclopedias, networks that show nothing without a log-in. */
const USELESS_SITE =
  /(^|\.)(google|bing|duckduckgo|qwant|yahoo|yandex|ecosia|baidu|youtube|vimeo|tiktok|facebook|instagram|twitter|pinterest|reddit|quora|wikipedia|wiktionary|amazon)(\.[a-z]{2,3}){1,2}$|^(x\.com|t\.co|youtu\.be)$/
/** Their careers' pages are some. */
const CAREERS = /^(careers?|jobs?)\.|^[\w.]+\/(careers?|jobs?)(\/|$)/
const USELESS_FILE = /\.(pdf|docx?|odt|rtf|pptx?|xlsx?|csv|zip|jpe?g|png|gif|webp|svg|mp[34]|ics)$/i

interface SearchStep extends SourceStep {
  language: Language
  /** Results that are asked for, and taken. */
  results: number
}

const Answer = z.object({ results: z.array(z.unknown()) })
const Result = z.object({ url: z.string() })

/**
 * Tavily's web search: one search in French and one in English, whose results are addresses to be read, never offers themselves.
 * https://docs.tavily.com/documentation/api-reference/endpoint/search
 */
export const tavily = defineSource<SearchStep>({
  name: 'tavily',
  answersQueries: true,
  plan({ settings, query, limit }) {
    if (!settings.values.api_key) return { skipped: 'no_key', variable: 'TAVILY_API_KEY' }
    // The reader's own language first, and the odd one of an uneven number.
    const [own, other] = query.language === 'en' ? (['en', 'fr'] as const) : (['fr', 'en'] as const)
    return [stepOf(own, Math.ceil(limit / 2)), stepOf(other, Math.floor(limit / 2))].filter(({ results }) => results > 0)
  },
  request: ({ language, results }, { settings, query }) => ({
    url: `${settings.baseUrl}/search`,
    method: 'POST',
    headers: { authorization: `Bearer ${settings.values.api_key}` },
    json: { query: wordsOf(query, language), search_depth: 'basic', max_results: results, include_answer: false, include_raw_content: false },
    expects: 'json',
  }),
  problemOf({ status }) {
    if (status === 401) return new SourceError('invalid_key')
    // The plan's limit, and that of pay-as-you-go: neither ends before the month, or somebody's purchase, does.
    if (status === 432 || status === 433) return new SourceError('quota_exhausted', { status })
    return undefined
  },
  read(answer, { results }) {
    const listed = Answer.safeParse(answer.json).data?.results
    const urls = listed?.flatMap((result) => Result.safeParse(result).data?.url ?? []) ?? []
    if (listed === undefined || (listed.length > 0 && urls.length === 0)) throw new SourceError('unexpected_answer')
    const links = [...new Map(urls.filter(mayHoldOffers).map((url) => [canonicalUrl(url), url])).values()]
    return { offers: [], next: [], links: links.slice(0, results) }
  },
})

function stepOf(language: Language, results: number): SearchStep {
  return { key: `search:${language}`, label: language, language, results: Math.min(results, MAX_RESULTS) }
}

/** `offre d’emploi data scientist CDI télétravail à Lyon` */
function wordsOf({ text, keywords, place, workMode, contract }: SourceQuery, language: Language): string {
  const words = WORDS[language]
  const sought = keywords.length > 0 ? keywords.join(' ') : text
  const parts = [words.offer, sought, contract && words[contract], workMode && words[workMode], place && `${words.at} ${place.name}`]
  return parts.filter(Boolean).join(' ').slice(0, MAX_QUERY_LENGTH).toWellFormed()
}

/** Whether an address may be that of an offer or of a list of offers. */
function mayHoldOffers(text: string): boolean {
  const url = URL.parse(canonicalUrl(text) ?? '')
  if (url === null || USELESS_FILE.test(url.pathname)) return false
  return !USELESS_SITE.test(url.hostname) || CAREERS.test(`${url.hostname}${url.pathname}`)
}
