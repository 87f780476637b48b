import { expect, test } from 'vitest'
import { pageOf } from '../../tests/support/offer-page.ts'
import { looksLikeOffer } from './offer-address.ts'
import { readOffers } from './read-offers.ts'

test.each([
  'https://acme.example/jobs/4012',
  'https://acme.example/fr/offres-d-emploi/menuisier-lyon',
  'https://acme.example/offres/chef-de-poste',
  'https://acme.example/carri%C3%A8res/menuisier-h-f',
  'https://acme.example/offre-emploi-menuisier-4012.html',
  'https://acme.example/annonce.php?id=12',
  'https://acme.example/emploi?gh_jid=4012',
  'https://jobs.acme.example/4012-menuisier',
])('%s reads like an offer', (url) => {
  expect(looksLikeOffer(url)).toBe(true)
})

test.each([
  'https://acme.example/',
  'https://acme.example/jobs',
  'https://acme.example/jobs/',
  'https://acme.example/jobs?page=2',
  'https://acme.example/emplois/nos-offres',
  'https://acme.example/jobs/search/menuisier-lyon',
  'https://acme.example/jobs/category/4-bois',
  'https://acme.example/jobs/4012/apply',
  'https://acme.example/offres/plaquette-2026.pdf',
  'https://acme.example/blog/nos-metiers-4',
  'https://jobs.acme.example/who-we-are',
])('%s does not', (url) => {
  expect(looksLikeOffer(url)).toBe(false)
})

const url = 'https://acme.example/nos-offres'
const readList = (body: string, head = '') => readOffers({ url, finalUrl: url, via: 'http', html: pageOf({ head, body }) })
const two = '<a href="/jobs/1-menuisier">Menuisier</a><a href="/jobs/2-soudeur">Soudeur</a>'

test('a list leads to its offers, each once, without menus, files, filters and what is done with an offer', () => {
  const { kind, links } = readList(`<nav><a href="/jobs/9-menu">x</a></nav>${two}<a href="/jobs/1-menuisier?utm_source=list#top">Voir</a>
    <a href="/jobs/1-menuisier/apply">Postuler</a><a href="/jobs/liste-2026.pdf">PDF</a><a href="javascript:alert(1)">H/F</a><a href="mailto:rh@acme.example">CDI</a>
    <a href="http://user:pass@acme.example/jobs/3-x">Fraiseur</a><h3><a href="/jobs/tourneur">Tourneur</a></h3><a href="/atelier/ajusteur">Ajusteur (H/F)</a>
    <aside><a href="/jobs/8-autre">x</a></aside>`)
  expect(kind).toBe('list')
  expect(links.map((link) => new URL(link).pathname)).toEqual(['/jobs/1-menuisier', '/jobs/2-soudeur', '/jobs/tourneur', '/atelier/ajusteur'])
})

test('a page without offers is no list, one with a single link only where it is a folder of offers', () => {
  const one = '<a href="/jobs/1-menuisier">Menuisier</a>'
  const about = 'https://acme.example/a-propos'
  expect(readList(one).kind).toBe('list')
  expect(readOffers({ url: about, finalUrl: about, via: 'http', html: pageOf({ body: one }) }).kind).toBe('not_an_offer')
  expect(readList('<a href="/blog/1-menuisier">Menuisier</a><a href="/contact">Contact</a>').kind).toBe('not_an_offer')
})

test.each([
  ['<link rel="next" href="?page=2">', ''],
  ['', '<a rel="nofollow next" href="?page=2">2</a>'],
  ['', '<a href="?page=1">1</a><a href="?page=2">Page suivante</a>'],
  ['', '<a href="?page=2" aria-label="Next page"><svg></svg></a>'],
  ['', '<a href="?page=2">›</a>'],
])('the next page of a list is known by %s%s', (head, body) => {
  expect(readList(two + body, head).next).toBe('https://acme.example/nos-offres?page=2')
})

test.each([
  '<a rel="next" href="https://elsewhere.example/?page=2">Suivant</a>',
  '<a rel="next" href="#">Suivant</a>',
  '<a href="?page=1">Précédent</a>',
])('%s leads to no next page', (body) => {
  expect(readList(two + body).next).toBe(null)
})
