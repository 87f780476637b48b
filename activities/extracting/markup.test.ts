import { expect, test } from 'vitest'
import { jobPosting, pageOf } from '../../tests/support/offer-page.ts'
import type { ReadOffer } from './read-offer.ts'
import { readOffers } from './read-offers.ts'

const url = 'https://jobs.example.com/offers/4012-menuisier'
const read = (html: string, finalUrl = url) => readOffers({ url: finalUrl, finalUrl, via: 'http', html }, new Date('2026-11-23T12:00:00Z'))
const offerOf = (html: string, finalUrl = url) => read(html, finalUrl).offers[0]
const readPosting = (properties: Record<string, unknown>) => offerOf(pageOf({ scripts: [jobPosting(properties)] }))
const geo = (latitude: unknown, longitude: unknown) => ({ jobLocation: { geo: { '@type': 'GeoCoordinates', latitude, longitude } } })

const coordinates: [string, Record<string, unknown>, ReadOffer['coordinates']][] = [
  ['numbers', geo(45.76, 4.83), { lat: 45.76, lon: 4.83 }],
  ['texts', geo(' 45.76', '-4.83'), { lat: 45.76, lon: -4.83 }],
  ['texts with commas', geo('45,76', '4,83'), { lat: 45.76, lon: 4.83 }],
  ['typed values', geo({ '@value': '45.76' }, [4.83]), { lat: 45.76, lon: 4.83 }],
  ['a place that has them itself', { jobLocation: { latitude: 45.76, longitude: 4.83 } }, { lat: 45.76, lon: 4.83 }],
  ['a list', { jobLocation: [{ name: 'Lyon' }, { geo: [{ latitude: 45.76, longitude: 4.83 }] }] }, { lat: 45.76, lon: 4.83 }],
  ['one text', { jobLocation: { geo: '45.7600; 4.8300' } }, { lat: 45.76, lon: 4.83 }],
  ['zeros', geo(0, '0.0'), null],
  ['a latitude beyond the poles', geo(145.76, 4.83), null],
  ['one of the two', geo(45.76, ''), null],
  ['words', geo('nord', 'est'), null],
]
test.each(coordinates)('coordinates that are %s', (_, properties, expected) => {
  expect(readPosting(properties)?.coordinates).toEqual(expected)
})

test.each([
  [{ '@type': 'PropertyValue', name: 'Atelier Copeaux', value: 'R-12' }, 'R-12'],
  [{ name: 'Atelier Copeaux', value: 12 }, '12'],
  ['R-12', 'R-12'],
  [12, '12'],
  [[{ value: '' }, { value: 'R-12' }], 'R-12'],
  ['https://jobs.example.com/offers/12', null],
  [{ name: 'Atelier Copeaux' }, null],
  ['x'.repeat(101), null],
  [null, null],
])('an identifier that is %j is %j', (identifier, expected) => {
  expect(readPosting({ identifier })?.identifier).toBe(expected)
})

const canonical = (href: string) => `<link rel="canonical" href="${href}">`
const addresses: [string, string, Record<string, unknown>, string | null][] = [
  ['its markup', '', { url: '/offers/4012' }, 'https://jobs.example.com/offers/4012'],
  ['the head first', canonical('/offers/4012-menuisier-lyon'), { url: '/offers/4012' }, 'https://jobs.example.com/offers/4012-menuisier-lyon'],
  ['the page that its markup is the main entity of', '', { mainEntityOfPage: { '@id': '/offers/4012' } }, 'https://jobs.example.com/offers/4012'],
  ['its markup without the fragment', '', { '@id': '#job' }, url],
  ['nothing: the markup names the home', '', { url: 'https://jobs.example.com' }, null],
  ['nothing: the head names the list', canonical('/offers'), {}, null],
  ['nothing: the markup leads to the form', '', { url: '/offers/4012-menuisier/apply' }, null],
  ['nothing: other schemes', canonical('javascript:alert(1)'), { url: 'ftp://jobs.example.com/offers/4012' }, null],
  ['nothing: an address with a password', '', { url: 'https://a:b@jobs.example.com/offers/4012' }, null],
]
test.each(addresses)('an offer’s own address comes from %s', (_, head, properties, expected) => {
  expect(offerOf(pageOf({ head, scripts: [jobPosting(properties)] }))?.url ?? null).toBe(expected)
})

test('relative addresses start where the page’s base element says', () => {
  const head = '<base href="/fr/"><link rel="canonical" href="offers/4012">'
  expect(offerOf(pageOf({ head, scripts: [jobPosting({ url: 'offers/4012-x' })] }))?.url).toBe('https://jobs.example.com/fr/offers/4012')
  const body = '<a href="jobs/1-menuisier">a</a><a href="jobs/2-soudeur">b</a><a rel="next" href="jobs?page=2">c</a>'
  expect(read(pageOf({ head: '<base href="/fr/">', body }), 'https://jobs.example.com/fr/jobs')).toMatchObject({
    links: ['https://jobs.example.com/fr/jobs/1-menuisier', 'https://jobs.example.com/fr/jobs/2-soudeur'],
    next: 'https://jobs.example.com/fr/jobs?page=2',
  })
})

test('a canonical address without the number that tells the offer is not its own', () => {
  const page = pageOf({ head: canonical('/job'), scripts: [jobPosting()] })
  expect(offerOf(page, 'https://jobs.example.com/job?id=42')?.url).toBe(null)
  expect(offerOf(page, 'https://jobs.example.com/job?lang=fr')?.url).toBe('https://jobs.example.com/job')
})

test('the addresses of other sites are where it was published first', () => {
  const ats = 'https://boards.greenhouse.io/acme/jobs/4012'
  const offer = offerOf(pageOf({ head: canonical(ats), scripts: [jobPosting({ url: ats, sameAs: 'https://acme.example' })] }))
  expect(offer).toMatchObject({ url: null, elsewhere: [ats], origins: { elsewhere: 'json-ld' } })
})

test.each([
  [{ seniorityLevel: 'Mid-Senior level' }, 'Mid-Senior level'],
  [{ experienceLevel: ['Junior'] }, 'Junior'],
  [{ experienceRequirements: { monthsOfExperience: '36' } }, '36 months'],
  [{ experienceRequirements: 'Trois ans au moins' }, null],
  [{ experienceRequirements: { monthsOfExperience: -3 } }, null],
  [{ seniorityLevel: 'x'.repeat(61) }, null],
])('seniority in %j is %j', (properties, expected) => {
  expect(readPosting(properties)?.seniority).toBe(expected)
})

test.each([
  [{ '@type': 'Organization', legalName: 'Copeaux SAS' }, 'Copeaux SAS'],
  ['confidential', null],
  ['https://acme.example', null],
  ['REF: Conseil', 'REF: Conseil'],
])('an organisation that is %j is %j', (hiringOrganization, expected) => {
  expect(readPosting({ hiringOrganization })?.company).toBe(expected)
})

test.each([
  ['VOLUNTEER', 'volunteer'],
  ['PER_DIEM', 'other'],
  ['https://schema.org/CONTRACTOR', 'freelance'],
])('an employmentType of %s is %s', (employmentType, contract) => {
  expect(readPosting({ employmentType })?.contract).toBe(contract)
})

const { description } = jobPosting()
const rdfa: Record<string, string> = {
  'a vocabulary': `<div vocab="http://schema.org/" typeof="JobPosting"><h1 property="title">Menuisier</h1><div property="description">${description}</div></div>`,
  'a prefix of the page': `<div prefix="job: https://schema.org/"><div typeof="job:JobPosting"><h1 property="job:title">Menuisier</h1><div property="job:description">${description}</div></div></div>`,
  'the usual prefix': `<div typeof="schema:JobPosting"><meta property="schema:title" content="Menuisier"><div property="schema:description">${description}</div></div>`,
  'whole addresses': `<div typeof="https://schema.org/JobPosting"><h1 property="https://schema.org/title">Menuisier</h1><div property="https://schema.org/description">${description}</div></div>`,
  'no vocabulary at all': `<div typeof="JobPosting"><h1 property="title">Menuisier</h1><div property="description">${description}</div></div>`,
}
test.each(Object.entries(rdfa))('a posting in RDFa is found by %s', (_, body) => {
  expect(offerOf(pageOf({ body }))).toMatchObject({ title: 'Menuisier', origins: { title: 'rdfa', text: 'rdfa' } })
})

test('properties of other vocabularies are left alone', () => {
  const body = `<div typeof="schema:JobPosting"><b property="dc:title">Autre</b><h1 property="schema:title">Menuisier</h1><div property="schema:description">${description}</div></div>`
  expect(offerOf(pageOf({ body }))?.title).toBe('Menuisier')
})

test.each([
  [{ address: { addressLocality: 'Lyon, France' } }, ['Lyon, France']],
  [{ address: { addressLocality: 'Lyon / Paris', addressCountry: 'FR' } }, ['Lyon, France', 'Paris, France']],
  [{ address: { addressLocality: 'Lyon;Paris' } }, ['Lyon', 'Paris']],
  [{ address: { addressLocality: 'Saint-Denis', postalCode: '97400' } }, ['97400 Saint-Denis']],
  [{ address: { addressLocality: 'Saint-Denis', postalCode: 93200, addressCountry: 'FR' } }, ['93200 Saint-Denis, France']],
  [{ address: { addressLocality: 'Berlin', postalCode: '10115', addressCountry: 'DE' } }, ['Berlin, Allemagne']],
  [{ address: { addressLocality: '69003 Lyon', postalCode: '69003' } }, ['69003 Lyon']],
  [{ address: { postalCode: '69003', addressCountry: 'FR' } }, ['69003']],
  [{ address: { addressLocality: ['Lyon', 'Paris'] } }, ['Lyon', 'Paris']],
  [
    ['Lyon', { name: 'LYON' }, { address: 'Paris' }],
    ['LYON', 'Paris'],
  ],
])('a place that is %j is %j, each by itself', (jobLocation, locations) => {
  expect(readPosting({ jobLocation })?.locations).toEqual(locations)
})

test('a posting of another vocabulary is none', () => {
  const body = `<div vocab="https://other.example/" typeof="JobPosting"><b property="title">Autre</b><div property="description">${description}</div></div>`
  expect(offerOf(pageOf({ body }))?.origins.title).not.toBe('rdfa')
})

test('what one syntax leaves out, another says; what it says of another offer is left alone', () => {
  const microdata = (title: string) =>
    `<div itemscope itemtype="https://schema.org/JobPosting"><b itemprop="title">${title}</b><span itemprop="employmentType">CDI</span><span itemprop="baseSalary">2 100 € par mois</span></div>`
  const scripts = [jobPosting({ employmentType: 'CDD' })]
  expect(offerOf(pageOf({ scripts, body: microdata('MENUISIER (H/F)') }))).toMatchObject({
    contract: 'fixed-term',
    salary: { min: 2100 },
    origins: { contract: 'json-ld', salary: 'microdata' },
  })
  expect(offerOf(pageOf({ scripts, body: microdata('Soudeur (H/F)') }))?.salary).toBe(null)
})

test('offers of one title with addresses of their own are several, unless the page is about that title', () => {
  const scripts = ['Lyon', 'Nantes'].map((town) => jobPosting({ url: `/offers/${town}-1`, jobLocation: { address: { addressLocality: town } } }))
  expect(read(pageOf({ scripts }), 'https://jobs.example.com/offers')).toMatchObject({
    kind: 'list',
    offers: [{ location: 'Lyon' }, { location: 'Nantes' }],
  })
  expect(read(pageOf({ scripts, body: '<h1>Menuisier (H/F)</h1>' }))).toMatchObject({ kind: 'offer', offers: [{ location: 'Lyon; Nantes' }] })
  const own = read(pageOf({ scripts }), 'https://jobs.example.com/offers/Nantes-1')
  expect(own).toMatchObject({ kind: 'offer', offers: [{ location: 'Nantes' }] })
})

test('a list’s offer without a text, or on another site, is a link; a whole one without an address is an offer', () => {
  const scripts = [
    jobPosting({ title: 'A', url: '/offers/1-a' }),
    jobPosting({ title: 'B', url: '/offers/2-b', description: 'Voir' }),
    jobPosting({ title: 'C', url: 'https://other.example/offers/3-c' }),
    jobPosting({ title: 'D' }),
  ]
  const { kind, offers, links } = read(pageOf({ scripts }), 'https://jobs.example.com/offers')
  expect([kind, offers.map(({ title }) => title), links]).toEqual([
    'list',
    ['A', 'D'],
    ['https://jobs.example.com/offers/2-b', 'https://other.example/offers/3-c'],
  ])
})
