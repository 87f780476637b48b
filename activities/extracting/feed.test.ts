import { expect, test } from 'vitest'
import { isFeed, readFeed } from './feed.ts'

const entry = (url: string, changedAt: string | null = null) => ({ url, changedAt })

test('a sitemap, an index of sitemaps, an RSS and an Atom feed list their addresses', () => {
  const xml = '<?xml version="1.0"?>\n<?xml-stylesheet href="x.xsl"?><!-- made by hand -->'
  const urlset = `${xml}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>\n https://a.example/?a=1&amp;b=2 </loc><lastmod>2026-11-20</lastmod></url><url><loc>https://a.example/2</loc></url></urlset>`
  expect(readFeed(urlset)).toEqual({
    lists: 'pages',
    entries: [entry('https://a.example/?a=1&b=2', '2026-11-20T00:00:00.000Z'), entry('https://a.example/2')],
  })
  expect(readFeed('<sitemapindex><sitemap><loc>https://a.example/jobs.xml</loc></sitemap></sitemapindex>')).toEqual({
    lists: 'maps',
    entries: [entry('https://a.example/jobs.xml')],
  })
  const rss =
    '<rss><channel><link>https://a.example/</link><item><title>x</title><link><![CDATA[https://a.example/1]]></link><pubDate>Fri, 20 Nov 2026 07:00:00 GMT</pubDate></item></channel></rss>'
  expect(readFeed(rss)?.entries).toEqual([entry('https://a.example/1', '2026-11-20T07:00:00.000Z')])
  const atom =
    '<feed><link href="https://a.example/"/><entry><link rel="edit" href="/e"/><link href="/1"/><updated>2026-11-20T07:00:00Z</updated></entry></feed>'
  expect(readFeed(atom)?.entries).toEqual([entry('/1', '2026-11-20T07:00:00.000Z')])
  for (const text of [urlset, rss, atom, `\ufeff${rss}`]) expect(isFeed(text)).toBe(true)
})

test('a page that is written as XML is no feed, nor is other XML', () => {
  expect(isFeed('<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body><p>feed</p></body></html>')).toBe(false)
  expect(isFeed('<!doctype html><html><body><rss></rss></body></html>')).toBe(false)
  expect(readFeed('<jobs><job><link>https://a.example/1</link></job></jobs>')).toBeUndefined()
})

test('what is cut or hostile is read as far as it goes, in bounded time', () => {
  expect(readFeed('<urlset><url><loc>https://a.example/1</loc></url><url><loc>https://a.exa')?.entries).toEqual([entry('https://a.example/1')])
  expect(readFeed('<urlset><url><lastmod>2026-11-20</lastmod></url><url><loc> </loc></url></urlset>')?.entries).toEqual([])
  const before = process.threadCpuUsage()
  for (const piece of ['<url><loc>x', '<url>', '&amp;', '<loc><url>', '<![CDATA['])
    expect(readFeed(`<urlset>${piece.repeat(1_000_000 / piece.length)}`)?.entries.length ?? 0).toBeLessThanOrEqual(50_000)
  expect(isFeed(`<?${'<!'.repeat(10_000)}`)).toBe(false)
  const { user, system } = process.threadCpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(5_000)
})
