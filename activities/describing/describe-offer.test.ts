import { expect, test } from 'vitest'
import { OfferDescription } from '../../core/domain/offer-description.ts'
import { jobPosting, pageOf } from '../../tests/support/offer-page.ts'
import { createPageStore } from '../../tests/support/page-store.ts'
import { createExtracting } from '../extracting/index.ts'
import { createDescribing } from './index.ts'

const url = 'https://jobs.example.com/offers/42'
const pages = createPageStore()
const { extractFacts } = createExtracting({ pages, now: () => new Date() })
const { describeOffer } = createDescribing({ pages })
const keep = (html: string) => pages.save({ url, finalUrl: url, via: 'http', html }, new Date('2026-11-23T09:00:00Z'))

test('a description holds the facts that were read on the page, and its text', async () => {
  const pageId = await keep(pageOf({ scripts: [jobPosting({ employmentType: 'CDI' })] }))
  expect(await extractFacts({ pageId })).toEqual({ kind: 'offer' })
  await describeOffer({ pageId })
  const description = (await pages.get(pageId))?.description
  expect(OfferDescription.parse(description)).toEqual(description)
  expect(description).toMatchObject({ title: 'Menuisier (H/F)', company: 'Atelier Copeaux', contract: 'permanent', language: 'fr' })
  expect(description?.body).toContain('- Concevoir et construire')
})

test('both may run twice', async () => {
  const pageId = await keep(pageOf({ scripts: [jobPosting()] }))
  const once = [await extractFacts({ pageId }), await describeOffer({ pageId }), await pages.get(pageId)]
  const twice = [await extractFacts({ pageId }), await describeOffer({ pageId }), await pages.get(pageId)]
  expect(twice).toEqual(once)
})

test('a page that is no offer keeps no facts', async () => {
  const pageId = await keep(pageOf({ body: '<h1>À propos</h1><p>Nous sommes une équipe.</p>' }))
  expect(await extractFacts({ pageId })).toEqual({ kind: 'not_an_offer' })
  expect((await pages.get(pageId))?.facts).toBe(null)
})

test('a page that has expired is not asked for again', async () => {
  const gone = { type: 'page_expired', nonRetryable: true }
  await expect(extractFacts({ pageId: '0'.repeat(24) })).rejects.toMatchObject(gone)
  await expect(describeOffer({ pageId: '0'.repeat(24) })).rejects.toMatchObject(gone)
  await expect(describeOffer({ pageId: await keep('<p>never read</p>') })).rejects.toMatchObject(gone)
})
