import type { CheerioAPI } from 'cheerio/slim'
import { readLine } from './plain-text.ts'

/** What a page's head says of it. */
export interface PageHead {
  /** Of og:title, without the site's name. */
  ogTitle: string | null
  /** Of the title element, without the site's name where og:site_name says it. */
  title: string | null
  ogType: string | null
  /** Of rel=canonical and og:url, absolute. */
  urls: string[]
  /** Of the html element, or og:locale. */
  language: string
}

/** Reads the head of a page that answered at `url`. */
export function readHead($: CheerioAPI, url: string): PageHead {
  const meta = (name: string) => readLine($(`meta[property="${name}"], meta[name="${name}"]`).first().attr('content') ?? '')
  const site = meta('og:site_name')
  const links = [$('link[rel="canonical"]').first().attr('href'), $('meta[property="og:url"]').first().attr('content')]
  return {
    ogTitle: withoutSite(meta('og:title'), site),
    title: withoutSite(readLine($('title').first().text()), site),
    ogType: meta('og:type'),
    urls: links.flatMap((link) => (link && URL.canParse(link, url) ? [new URL(link, url).href] : [])),
    language: $('html').attr('lang') ?? meta('og:locale') ?? '',
  }
}

/** `Boulanger (H/F) | Jobs Lyon` without the name of the site at its end. */
function withoutSite(title: string | null, site: string | null): string | null {
  if (title === null || site === null || !title.toLowerCase().endsWith(site.toLowerCase())) return title
  const rest = title.slice(0, -site.length).trimEnd()
  return /[-–—|·:]$/.test(rest) ? rest.slice(0, -1).trimEnd() || title : title
}
