import { z } from 'zod'
import { NOTHING_SAID, type RawOffer } from '../raw-offer.ts'
import { defineSource } from '../source.ts'
import { type BoardStep, boardSteps, companyOf, isNoBoard, nextPage, pathPart, pathParts } from './boards.ts'
import { listOf, readOffers, Said, SaidNumber } from './read-offers.ts'

const PAGE_SIZE = 100
/** No site has so many: one that goes on answers the same page for ever. */
const MAX_OFFERS = 10_000
const SITE = /^[\w.-]{1,100}$/
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const HOSTS = /^(?<kind>jobs|api)(?<eu>\.eu)?\.lever\.co$/

const Posting = z.object({
  id: z.string().regex(ID),
  text: z.string().regex(/\S/),
  categories: z
    .object({ location: Said, allLocations: listOf(z.string()), commitment: Said })
    .nullable()
    .catch(null),
  /** Of the first location: `FR`. */
  country: Said,
  hostedUrl: Said,
  applyUrl: Said,
  workplaceType: Said,
  createdAt: SaidNumber,
  salaryRange: z.object({ currency: Said, interval: Said, min: SaidNumber, max: SaidNumber }).nullable().catch(null),
  salaryDescriptionPlain: Said,
  description: Said,
  opening: Said,
  descriptionBody: Said,
  descriptionPlain: Said,
  additional: Said,
  additionalPlain: Said,
  lists: listOf(z.object({ text: Said, content: Said })),
})
type Posting = z.infer<typeof Posting>

/**
 * Lever's Postings API (github.com/lever/postings-api), page by page until a short one. `eu:acme` is a site of jobs.eu.lever.co, whose API is
 * another. A posting's 404 is `not_found`, not `gone`: some of those were live.
 */
export const lever = defineSource<BoardStep>({
  name: 'lever',
  answersQueries: false,
  plan: (task) => boardSteps('lever', task),

  request({ board, nativeId, skip }, { settings }) {
    const { eu, site } = siteOf(board)
    const postings = `${(eu ? settings.values.eu_base_url : undefined) ?? settings.baseUrl}/v0/postings/${pathPart(site, SITE)}`
    const url = nativeId === null ? `${postings}?mode=json&skip=${skip}&limit=${PAGE_SIZE}` : `${postings}/${pathPart(nativeId, ID)}?mode=json`
    return { url, expects: 'json' }
  },

  read({ json }, step) {
    const { board, nativeId, skip } = step
    const postings = nativeId === null ? json : [json]
    const offers = readOffers(postings, Posting, (posting) => offerOf(posting, board))
    const held = Array.isArray(json) ? json.length : 0
    return { offers, next: held >= PAGE_SIZE && skip + held < MAX_OFFERS ? [nextPage(step, held)] : [] }
  },

  boardOf(url) {
    const { kind, eu } = HOSTS.exec(url.hostname)?.groups ?? {}
    const parts = kind === undefined ? [] : (pathParts(url) ?? [])
    if (kind === 'api' && (parts.shift() !== 'v0' || parts.shift() !== 'postings')) return undefined
    const [site, id, page] = parts
    if (site === undefined || !SITE.test(site) || isNoBoard(site) || /^\.*$|\.(?:txt|xml|ico|js|css|png|svg)$/.test(site)) return undefined
    if ((id !== undefined && !ID.test(id)) || (page !== undefined && !/^(?:apply|thanks)$/.test(page))) return undefined
    return { board: eu === undefined ? site : `eu:${site}`, nativeId: id?.toLowerCase() ?? null }
  },
})

const siteOf = (board: string) => ({ eu: board.startsWith('eu:'), site: board.replace(/^eu:/, '') })

function offerOf(posting: Posting, board: string): RawOffer {
  const { location, allLocations = [], commitment } = posting.categories ?? {}
  const html = htmlOf(posting)
  return {
    ...NOTHING_SAID,
    nativeId: `${board}:${posting.id.toLowerCase()}`,
    url: posting.hostedUrl,
    otherUrls: posting.applyUrl === null ? [] : [posting.applyUrl],
    title: posting.text,
    company: companyOf(board),
    locations: placesOf(location ?? '', allLocations, posting.country),
    workMode: posting.workplaceType === 'unspecified' ? null : posting.workplaceType,
    contract: commitment ? [commitment] : [],
    salary: salaryOf(posting),
    html,
    text: html === null ? [posting.descriptionPlain, posting.additionalPlain].filter(Boolean).join('\n\n') || null : null,
    postedAt: posting.createdAt,
  }
}

/** The first place with its country, which tells London in Canada from the other one. */
function placesOf(location: string, others: readonly string[], country: string | null): string[] {
  const named = countryNamed(country)
  const isTold = named === null || /[,;]/.test(location) || location.toLowerCase().includes(named.toLowerCase())
  const first = isTold ? location : [location, named].filter(Boolean).join(', ')
  return [...new Set([...(first === '' ? [] : [first]), ...others.filter((other) => other !== location)])]
}

const countryNamed = (code: string | null): string | null =>
  code !== null && /^[a-z]{2}$/i.test(code)
    ? (new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code.toUpperCase()) ?? null)
    : null

function salaryOf({ salaryRange, salaryDescriptionPlain }: Posting): RawOffer['salary'] {
  if (salaryRange === null || (salaryRange.min === null && salaryRange.max === null)) return salaryDescriptionPlain
  return { min: salaryRange.min, max: salaryRange.max, currency: salaryRange.currency, period: salaryRange.interval }
}

/** The whole text: `description` is the opening and the body, what is to be done and known stands in the lists. Null: all of it is plain. */
function htmlOf(posting: Posting): string | null {
  const { description, opening, descriptionBody, lists, additional } = posting
  const asList = ({ text, content }: Posting['lists'][number]) =>
    `${text ? `<h3>${escaped(text)}</h3>` : ''}${content ? `<ul>${unescaped(content)}</ul>` : ''}`
  const texts = (description ? [description] : [opening, descriptionBody]).filter((part) => part)
  if (texts.length === 0 && lists.length === 0 && !additional) return null
  const parts = [
    ...(texts.length > 0 ? texts.map((part) => unescaped(part ?? '')) : [asParagraph(posting.descriptionPlain)]),
    ...lists.map(asList),
    additional ? unescaped(additional) : asParagraph(posting.additionalPlain),
  ]
  return parts.filter((part) => part !== '').join('\n') || null
}

/** A part that came plain, beside others that did not. */
const asParagraph = (text: string | null) => (text ? `<p>${escaped(text.trim()).replaceAll('\n', '<br>')}</p>` : '')

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' }

/** A part that came escaped, as it was meant: beside markup of ours it would pass for text. */
function unescaped(html: string): string {
  let markup = html
  for (let times = 0; times < 3 && !/<\/?[a-z]/i.test(markup) && /&(?:amp;)*lt;\/?[a-z]/i.test(markup); times += 1)
    markup = markup.replace(/&(lt|gt|quot|#39|amp);/g, (_entity, name) => ENTITIES[name] ?? '')
  return markup
}
