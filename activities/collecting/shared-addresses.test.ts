import { beforeAll, expect, test } from 'vitest'
import { ensureIndexes } from '../../core/db/indexes.ts'
import { createJobOfferRepository } from '../../core/db/job-offer-repository.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { jobPosting, pageOf } from '../../tests/support/offer-page.ts'
import { readAnswers } from '../../tests/support/read-answers.ts'

const { db } = testDatabase()
const { collected } = readAnswers({ db })
const offers = createJobOfferRepository(db, { blockedCompaniesOf: async () => [] })
beforeAll(() => ensureIndexes(db))

const page = (title: string, head = '', properties = {}) => pageOf({ scripts: [jobPosting({ title, ...properties })], head })

/** What the catalogue shows, and what is stored, of an offer that was imported from this address, which may have led to another. */
async function imported(url: string, body: string, answeredBy = url) {
  const { offer_id } = await collected({ query: '', limit: 1, url }, () => ({ url: answeredBy, body }))
  const { offer } = await offers.get(offer_id ?? '')
  return { offer, stored: JSON.stringify(await db.collection('job_offers').find().toArray()) }
}

test('a key in an imported address is kept of no offer, what leads to it is', async () => {
  const { offer, stored } = await imported('https://a.example/offre?id=42&token=canary&lang=fr#canary', page('Menuisier'))
  expect([offer.url, offer.source_url]).toEqual(['https://a.example/offre?id=42&lang=fr', 'https://a.example/offre?id=42&lang=fr'])
  expect(stored).not.toContain('canary')
})

test('the address that the page gives comes first, without what it repeats of the one that was given', async () => {
  const canonical = '<link rel="canonical" href="https://b.example/offres/7-menuisier">'
  expect((await imported('https://b.example/o?k=canary', page('Ébéniste', canonical))).offer.url).toBe('https://b.example/offres/7-menuisier')
  const echo = '<meta property="og:url" content="https://b.example/offres?id=9&amp;k=canary&amp;theme=dark">'
  const { offer, stored } = await imported('https://b.example/offres?id=9&k=canary', page('Luthier', echo))
  expect(offer.url).toBe('https://b.example/offres?id=9&theme=dark')
  expect(stored).not.toContain('canary')
})

test('a key that only a redirect brings in, or that leads to another site, is kept of no offer', async () => {
  const { offer, stored } = await imported('https://c.example/m/4711', page('Vitrier'), 'https://c.example/offre?id=3&sid=canary')
  expect(offer.url).toBe('https://c.example/offre?id=3')
  const elsewhere = { url: 'https://other.example/jobs/3?auth=canary&x=1' }
  const posted = await imported('https://c.example/offre?id=4&invite=canary', page('Peintre', '', elsewhere))
  expect(posted.offer.alternative_urls).toEqual(['https://other.example/jobs/3?x=1'])
  expect(stored + posted.stored).not.toContain('canary')
})

test('two offers that only an unknown parameter tells apart stay two; with another key one is still the same', async () => {
  const lyon = await imported('https://d.example/show?zz=blue-canary', page('Soudeur', '', { identifier: '' }))
  const nantes = await imported('https://d.example/show?zz=red-canary', page('Couvreur'))
  expect(nantes.offer.id).not.toBe(lyon.offer.id)
  expect(nantes.offer.url).toBe('https://d.example/show')
  expect(nantes.stored).not.toContain('canary')
  expect((await imported('https://d.example/show?zz=blue-canary', page('Soudeur'))).offer.id).toBe(lyon.offer.id)

  const first = await imported('https://d.example/show?id=1&token=canary-1', page('Plombier'))
  const second = await imported('https://d.example/show?id=1&token=canary-2', page('Plombier (H/F) en CDI'))
  expect(second.offer.id).toBe(first.offer.id)
})
