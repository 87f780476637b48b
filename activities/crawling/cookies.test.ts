import { pino } from 'pino'
import { expect, test } from 'vitest'
import { html, startLocalSite } from '../../tests/support/local-site.ts'
import { createEgressProxy } from './egress-proxy.ts'
import { plainFetch } from './plain-fetch.ts'

test('a cookie goes back to the origin that set it, and to no other', async () => {
  const cookies: string[] = []
  const other = await startLocalSite((request, response) => {
    cookies.push(`other: ${request.headers.cookie}`)
    html('<h1>Offre</h1><p>Une page.</p>')(response)
  })
  const first = await startLocalSite((request, response) => {
    cookies.push(`first: ${request.headers.cookie}`)
    const headers = request.url === '/' ? { location: '/again', 'set-cookie': 'session=canary; Path=/' } : { location: `${other.url}/` }
    response.writeHead(302, headers).end()
  })
  const proxy = await createEgressProxy({ allowHosts: [first, other].map(({ port }) => `127.0.0.1:${port}`), log: pino({ level: 'silent' }) })
  const { signal } = new AbortController()
  await plainFetch({ url: `${first.url}/`, expects: 'page' }, { proxyUrl: proxy.url, userAgent: 'test', now: () => new Date(), signal })
  expect(cookies).toEqual(['first: undefined', 'first: session=canary', 'other: undefined'])
  await Promise.all([proxy, first, other].map((one) => one.close()))
})
