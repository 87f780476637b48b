import { beforeAll, expect, test } from 'vitest'
import { ensureIndexes } from '../../core/db/indexes.ts'
import type { StoredCollection } from '../../core/domain/collection.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { jobPosting, pageOf } from '../../tests/support/offer-page.ts'
import { readAnswers } from '../../tests/support/read-answers.ts'

const { db } = testDatabase()
const { collected, again } = readAnswers({ db })
beforeAll(() => ensureIndexes(db))

let imports = 0
const imported = (body: string, url = `https://acme.example/offres/${++imports}-menuisier`) =>
  collected({ query: '', limit: 1, url }, () => ({ url, body }))
const ended = ({ status, offer_id, found, sources: [run] }: StoredCollection) => ({
  status,
  hasOffer: offer_id !== null,
  found,
  errors: run?.errors.map(({ code }) => code),
  pages: run?.pages.map(({ outcome, error }) => [outcome, error?.code ?? null]),
})

test('an import that brings its offer is done', async () => {
  expect(ended(await imported(pageOf({ scripts: [jobPosting()] })))).toEqual({
    status: 'done',
    hasOffer: true,
    found: 1,
    errors: [],
    pages: [['fetched', null]],
  })
})

const link = (n: number) => `<a href="/offres/${n}-menuisier-lyon">Menuisier</a>`
const listed = (n: number) => jobPosting({ title: `Menuisier ${n}`, url: `https://acme.example/offres/${n}-menuisier-lyon` })
const sitemap = '<urlset><url><loc>https://acme.example/offres/1-menuisier</loc></url></urlset>'

test.each([
  ['a list of links', pageOf({ body: [link(1), link(2), link(3)].join('') }), 'list_of_offers'],
  ['a list of offers that stand there whole', pageOf({ scripts: [listed(1), listed(2)] }), 'list_of_offers'],
  ['a sitemap', sitemap, 'list_of_offers'],
  ['a page about something else', pageOf({ body: '<p>Bienvenue chez Acme.</p>' }), 'not_an_offer'],
  [
    'an offer that its page says is over',
    pageOf({ scripts: [jobPosting({ validThrough: '2020-01-01' })], body: '<p>Cette offre n’est plus disponible.</p>' }),
    'offer_closed',
  ],
])('an import of %s fails, and says why', async (_what, body, code) => {
  expect(ended(await imported(body))).toEqual({ status: 'failed', hasOffer: false, found: 1, errors: [code], pages: [['fetched', code]] })
})

test('the import that failed is asked for anew once the page has its offer', async () => {
  const run = await imported(pageOf({ body: '<p>Bientôt.</p>' }))
  const body = pageOf({ scripts: [jobPosting({ title: 'Charpentier' })] })
  expect(ended(await again(run.id, () => ({ url: run.url ?? '', body }), false))).toMatchObject({ status: 'done', hasOffer: true, errors: [] })
})
