import { expect, test } from 'vitest'
import { NewApplication } from './application.ts'
import { applicationFrom, cityOf, companyKey, offerWords, websiteOf } from './job-offer-rules.ts'

test.each([
  ['Lyon, Auvergne-Rhône-Alpes, France', 'Lyon'],
  ['69 - LYON 03', 'LYON'],
  ['2A - Ajaccio', 'Ajaccio'],
  ['69003 Lyon', 'Lyon'],
  ['Lyon 3e', 'Lyon'],
  ['Paris 11ème arrondissement', 'Paris'],
  ['Paris (75)', 'Paris'],
  ['Lille Cedex 9', 'Lille'],
  ['Paris / Lyon', 'Paris'],
  ['Nantes - Hybride', 'Nantes'],
  ['Saint-Étienne', 'Saint-Étienne'],
  ['Villeneuve-d’Ascq', 'Villeneuve-d’Ascq'],
  ['  ', null],
  ['75011', null],
  ['Remote', null],
  ['Télétravail, France', null],
  [null, null],
])('of « %s » the city is %s', (location, city) => {
  expect(cityOf(location)).toBe(city)
})

test.each([
  ['https://www.Example.com:8443/jobs?id=1', 'example.com'],
  ['https://boards.greenhouse.io/acme/1', 'boards.greenhouse.io'],
  ['not an address', null],
  [null, null],
])('%s is of the site %s', (url, site) => {
  expect(websiteOf(url)).toBe(site)
})

test('a company is the same in other letters and spaces, and with its legal form', () => {
  expect(companyKey('  Société   GÉNÉRALE ')).toBe(companyKey('societe generale'))
  expect(companyKey('Vilain SARL')).toBe(companyKey('VILAIN'))
  expect(companyKey('Groupe Acmé SAS')).toBe(companyKey('acme'))
  for (const name of ['+++', 'SAS', '株式会社']) expect(companyKey(name)).not.toBe('')
})

test('an offer is found by title, company and skills; by its location and company under their names', () => {
  const words = offerWords({ title: 'Développeur Node.js', company: 'Bœuf', location: 'Évry', skills: ['C++'] })
  expect(words.sort()).toEqual(['@company:boeuf', '@location:evry', 'boeuf', 'c++', 'developpeur', 'js', 'node', 'node.js'])
})

const LONG = '🚀'.repeat(600)
const offer = {
  title: 'Data engineer',
  company: 'Acme',
  location: 'Lyon',
  description: ' Text ',
  url: 'https://jobs.example.com/1',
  alternative_urls: ['https://www.other.example/1'],
}
const from = (change: object, mayBeFetched = () => true) => applicationFrom({ ...offer, ...change }, mayBeFetched)

test('an application takes the names, the address and the text of an offer', () => {
  const { alternative_urls: _, title: position, ...rest } = offer
  expect(from({})).toEqual({ ...rest, position, description: 'Text' })
})

test.each([
  [{ title: LONG, company: LONG, location: LONG }],
  [{ description: 'x'.repeat(60_000), url: `https://jobs.example.com/${'x'.repeat(3_000)}`, alternative_urls: [] }],
  [{ title: ' ', company: null, location: null, description: null, url: null, alternative_urls: [] }],
])('whatever an offer holds, what is taken makes an application (%#)', (change) => {
  expect(NewApplication.safeParse(from(change)).error).toBeUndefined()
})

test.each([
  [{ company: null }, 'jobs.example.com'],
  [{ company: ' ' }, 'jobs.example.com'],
  [{ company: null, url: 'ftp://jobs.example.com/1' }, 'other.example'],
  [{ company: null, url: null, alternative_urls: [] }, '—'],
])('a company that the offer does not name is told by its site: %o', (change, company) => {
  expect(from(change).company).toBe(company)
})

test('an address that may not be fetched is left out', () => {
  expect(from({}, () => false).url).toBeNull()
})
