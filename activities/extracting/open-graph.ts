import type { CheerioAPI } from 'cheerio/slim'
import { coordinates, readPosition } from './coordinates.ts'
import { absolute, foreignUrls, otherPage, ownUrl } from './identity.ts'
import { readLine } from './plain-text.ts'
import type { ReadOffer } from './read-offer.ts'

/** What a page's head says of it. */
export interface PageHead {
  /** Where relative addresses start: the base element's, else the page's. */
  base: string
  /** Of og:title, without the site's name. */
  ogTitle: string | null
  /** The site's name, by og:site_name. */
  site: string | null
  /** The title element as it stands. */
  wholeTitle: string | null
  /** Of the title element, without the site's name where og:site_name says it. */
  title: string | null
  ogType: string | null
  /** Of rel=canonical and og:url, absolute. */
  urls: string[]
  /** Of those, the page's own address on its site; null: as it was asked for. */
  url: string | null
  /** Of those, addresses on other sites. */
  elsewhere: string[]
  /** The next page of a list, on this site. */
  next: string | null
  /** Of the html element, or og:locale. */
  language: string
  /** Where the page lies, by Open Graph's old properties or by `geo.position`. */
  place: Pick<ReadOffer, 'location' | 'locations' | 'coordinates'>
}

/** Reads the head of a page that answered at `url`. */
export function readHead($: CheerioAPI, url: string): PageHead {
  const meta = (name: string) => readLine($(`meta[property="${name}"], meta[name="${name}"]`).first().attr('content') ?? '')
  const site = meta('og:site_name')
  const wholeTitle = readLine($('title').first().text())
  const base = absolute([$('base[href]').first().attr('href')], url)[0] ?? url
  const hrefs = [$('link[rel="canonical"]').first().attr('href'), $('meta[property="og:url"]').first().attr('content')]
  const links = absolute(hrefs, base)
  const location = [meta('og:locality'), meta('og:country-name')].filter((part) => part !== null).join(', ') || meta('geo.placename')
  return {
    base,
    ogTitle: withoutSite(meta('og:title'), site),
    site,
    wholeTitle,
    title: withoutSite(wholeTitle, site),
    ogType: meta('og:type'),
    urls: links,
    url: ownUrl(links, url),
    elsewhere: foreignUrls(links, url),
    next: otherPage(absolute([$('link[rel~="next"]').first().attr('href')], base), url),
    language: $('html').attr('lang') ?? meta('og:locale') ?? '',
    place: {
      location,
      locations: location === null ? [] : [location],
      coordinates: coordinates(meta('og:latitude'), meta('og:longitude')) ?? readPosition(meta('geo.position')),
    },
  }
}

/** `Boulanger (H/F) | Jobs Lyon` without the name of the site at its end. */
function withoutSite(title: string | null, site: string | null): string | null {
  if (title === null || site === null || !title.toLowerCase().endsWith(site.toLowerCase())) return title
  const rest = title.slice(0, -site.length).trimEnd()
  return /[-–—|·:]$/.test(rest) ? rest.slice(0, -1).trimEnd() || title : title
}
