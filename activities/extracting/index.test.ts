import { expect, test } from 'vitest'
import { pageOf } from '../../tests/support/offer-page.ts'
import { createPageStore } from '../../tests/support/page-store.ts'
import { createExtracting } from './index.ts'

const now = () => new Date('2026-11-23T12:00:00Z')
const url = 'https://jobs.example.com/1'

test('a challenge instead of the page is a site that wants no robots: final', async () => {
  const pages = createPageStore()
  const pageId = await pages.save({ url, finalUrl: url, via: 'browser', html: pageOf({ head: '<title>Just a moment...</title>' }) }, now())
  const { extractFacts } = createExtracting({ pages, now })
  await expect(extractFacts({ pageId })).rejects.toMatchObject({ type: 'blocked', nonRetryable: true })
})

test('a page that is no longer kept is final, too', async () => {
  const { extractFacts } = createExtracting({ pages: createPageStore(), now })
  await expect(extractFacts({ pageId: 'expired' })).rejects.toMatchObject({ type: 'page_expired', nonRetryable: true })
})
