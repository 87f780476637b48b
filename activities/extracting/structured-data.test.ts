import { expect, test } from 'vitest'
import type { OfferFacts } from '../../core/domain/offer-facts.ts'
import { jobPosting, pageOf } from '../../tests/support/offer-page.ts'
import { readPage } from './read-page.ts'

const url = 'https://jobs.example.com/offers/42'
const read = (html: string) => readPage({ url, finalUrl: url, via: 'http', html })
const readPosting = (properties: Record<string, unknown>) => read(pageOf({ scripts: [jobPosting(properties)] })).facts
const byTitle = (facts: OfferFacts | null) => facts?.title

const found: Record<string, string> = {
  'the second script of a page': pageOf({ scripts: [{ '@type': 'WebSite' }, jobPosting()] }),
  'a @graph': pageOf({ scripts: [{ '@context': 'https://schema.org', '@graph': [{ '@type': 'WebPage' }, jobPosting()] }] }),
  'an array': pageOf({ scripts: [[{ '@type': 'BreadcrumbList' }, jobPosting()]] }),
  'a page as its main entity': pageOf({ scripts: [{ '@type': 'WebPage', mainEntity: jobPosting() }] }),
  'a list of types': pageOf({ scripts: [jobPosting({ '@type': ['Thing', 'JobPosting'] })] }),
  'a type written as an address': pageOf({ scripts: [jobPosting({ '@type': 'http://schema.org/JobPosting' })] }),
  'a script after one that is no JSON': pageOf({ scripts: ['{ "@type": "JobPosting", title: nope }', jobPosting()] }),
  'a script with raw line breaks in its strings': pageOf({
    scripts: [JSON.stringify(jobPosting({ industry: 'a|b' })).replace('a|b', 'a\n\tb')],
  }),
  'a script in CDATA': pageOf({ scripts: [`//<![CDATA[\n${JSON.stringify(jobPosting())}\n//]]>`] }),
  'a script in an HTML comment': pageOf({ scripts: [`<!-- ${JSON.stringify(jobPosting())} -->`] }),
  'a script that ends in a semicolon': pageOf({ scripts: [`${JSON.stringify(jobPosting())};`] }),
  'a script whose content is escaped': pageOf({ scripts: [JSON.stringify(jobPosting()).replaceAll('"', '&quot;')] }),
  'a script whose type is escaped': `<script type="application/ld&#x2B;json">${JSON.stringify(jobPosting())}</script>`,
  'a script whose type has a charset': `<script type="application/ld+json; charset=utf-8">${JSON.stringify(jobPosting())}</script>`,
  'a posting with `name` instead of `title`': pageOf({ scripts: [jobPosting({ title: undefined, name: 'Menuisier (H/F)' })] }),
  'a title with entities and tags': pageOf({ scripts: [jobPosting({ title: '<b>Menuisier</b>&nbsp;(H&#47;F)' })] }),
}
test.each(Object.entries(found))('a JobPosting is found in %s', (_, html) => {
  expect(byTitle(read(html).facts)).toBe('Menuisier (H/F)')
})

const organizations: [string, unknown, string | null][] = [
  ['an object', { '@type': 'Organization', name: 'Atelier Copeaux' }, 'Atelier Copeaux'],
  ['a string', 'Atelier Copeaux', 'Atelier Copeaux'],
  ['a list', [{ name: 'Atelier Copeaux' }], 'Atelier Copeaux'],
  ['escaped', { name: 'Copeaux &amp; Fils' }, 'Copeaux & Fils'],
  ['empty', { name: ' ' }, null],
  ['absent', undefined, null],
  ['N/A', { name: 'N/A' }, null],
  ['undefined, as scripts write it', 'undefined', null],
  ['not said', { name: 'Non renseigné', legalName: 'Copeaux SAS' }, 'Copeaux SAS'],
]
test.each(organizations)('an organisation that is %s', (_, hiringOrganization, company) => {
  expect(readPosting({ hiringOrganization })?.company).toBe(company)
})

test('an organisation that is a reference is looked up in the graph', () => {
  const posting = jobPosting({ hiringOrganization: { '@id': '#us' } })
  const html = pageOf({ scripts: [{ '@graph': [posting, { '@type': 'Organization', '@id': '#us', name: 'Atelier Copeaux' }] }] })
  expect(read(html).facts?.company).toBe('Atelier Copeaux')
})

const places: [string, Record<string, unknown>, string | null][] = [
  [
    'a full address',
    { jobLocation: { address: { addressLocality: 'Lyon', addressRegion: 'Auvergne-Rhône-Alpes', postalCode: '69003', addressCountry: 'FR' } } },
    'Lyon, Auvergne-Rhône-Alpes, France',
  ],
  ['the town in addressRegion', { jobLocation: { address: { addressRegion: 'Lyon', addressCountry: 'FR' } } }, 'Lyon, France'],
  ['many towns in one addressLocality', { jobLocation: { address: { addressLocality: 'Lyon, Paris, Nantes' } } }, 'Lyon, Paris, Nantes'],
  ['a list of towns', { jobLocation: { address: { addressLocality: ['Lyon', 'Paris'] } } }, 'Lyon, Paris'],
  ['an address in a string', { jobLocation: { address: '12 rue Neuve, 69001 Lyon' } }, '12 rue Neuve, 69001 Lyon'],
  ['a place in a string', { jobLocation: 'Lyon' }, 'Lyon'],
  ['a country that is an object', { jobLocation: { address: { addressLocality: 'Lyon', addressCountry: { name: 'France' } } } }, 'Lyon, France'],
  ['a country that is no code', { jobLocation: { address: { addressLocality: 'Boston', addressCountry: 'USA' } } }, 'Boston, USA'],
  [
    'CA, a state here and a country there',
    {
      jobLocation: [
        { address: { addressLocality: 'Fresno', addressRegion: 'CA', addressCountry: 'US' } },
        { address: { addressLocality: 'Laval', addressCountry: 'CA' } },
      ],
    },
    'Fresno, CA, États-Unis; Laval, Canada',
  ],
  ['the same place twice', { jobLocation: [{ address: { addressLocality: 'Lyon' } }, { address: { addressLocality: 'LYON' } }] }, 'LYON'],
  ['a region that is a number', { jobLocation: { address: { addressLocality: 'Lyon', addressRegion: '69' } } }, 'Lyon'],
  ['a place with a name only', { jobLocation: { name: 'Siège' } }, 'Siège'],
  ['where candidates may live', { applicantLocationRequirements: { '@type': 'Country', name: 'FR' } }, 'France'],
  ['nothing', {}, null],
  ['a town with a postcode', { jobLocation: { address: { addressLocality: 'Saint-Denis', postalCode: '97400' } } }, 'Saint-Denis'],
  [
    'a town with a postcode and a country',
    { jobLocation: { address: { addressLocality: 'Saint-Denis', postalCode: 93200, addressCountry: 'FR' } } },
    'Saint-Denis, France',
  ],
  [
    'a town abroad with a postcode',
    { jobLocation: { address: { addressLocality: 'Berlin', postalCode: '10115', addressCountry: 'DE' } } },
    'Berlin, Allemagne',
  ],
  ['a postcode before the town already', { jobLocation: { address: { addressLocality: '69003 Lyon', postalCode: '69003' } } }, '69003 Lyon'],
  ['a postcode alone', { jobLocation: { address: { postalCode: '69003', addressCountry: 'FR' } } }, '69003, France'],
  [
    'a region whose letters the town has, too',
    { jobLocation: { address: { addressLocality: 'London', addressRegion: 'ON', addressCountry: 'CA' } } },
    'London, ON, Canada',
  ],
  ['a country that the town names', { jobLocation: { address: { addressLocality: 'Lyon, France', addressCountry: 'FR' } } }, 'Lyon, France'],
  [
    'CA, a state where the country should be',
    { jobLocation: { address: { addressLocality: 'Mountain View', addressCountry: 'CA' } } },
    'Mountain View, CA, États-Unis',
  ],
  [
    'CA, a state by its postcode',
    { jobLocation: { address: { addressLocality: 'Ojai', postalCode: '93023', addressCountry: 'CA' } } },
    'Ojai, CA, États-Unis',
  ],
  [
    'CA, a country by its province',
    { jobLocation: { address: { addressLocality: 'San Josef', addressRegion: 'BC', addressCountry: 'CA' } } },
    'San Josef, BC, Canada',
  ],
  ['N/A where things are not said', { jobLocation: { address: { addressLocality: 'N/A', addressRegion: 'null', addressCountry: 'FR' } } }, 'France'],
]
test.each(places)('a location from %s', (_, properties, location) => {
  expect(readPosting(properties)?.location).toBe(location)
})

const contracts: [unknown, Partial<OfferFacts>, string?][] = [
  ['FULL_TIME', { contract: null, full_time: true }],
  [['PART_TIME', 'CONTRACTOR'], { contract: 'freelance', full_time: false }],
  ['Full-time, Permanent', { contract: 'permanent', full_time: true }],
  ['Durée indéterminée', { contract: 'permanent', full_time: null }],
  ['Durée déterminée', { contract: 'fixed-term', full_time: null }],
  ['INTERN', { contract: 'internship', full_time: null }],
  ['Alternance', { contract: 'apprenticeship', full_time: null }],
  ['TEMPORARY', { contract: 'temporary' }],
  ['TEMPORARY', { contract: 'fixed-term' }, 'Menuisier (CDD)'],
  ['OTHER', { contract: null }],
  [['FULL_TIME', 'PART_TIME'], { full_time: null }],
  [['CDI', 'CDD'], { contract: null }],
  [undefined, { contract: 'permanent', full_time: null }, 'Menuisier CDI 80-100 %'],
  [undefined, { contract: 'internship' }, 'Stage – Communication'],
  [undefined, { contract: null }, 'Responsable des stages et de l’alternance'],
]
test.each(contracts)('an employmentType of %j reads %j', (employmentType, expected, title = 'Menuisier') => {
  expect(readPosting({ employmentType, title })).toMatchObject(expected)
})

test('a posting that is done from anywhere is remote', () => {
  expect(readPosting({ jobLocationType: 'TELECOMMUTE' })?.work_mode).toBe('remote')
  expect(readPosting({ jobLocationType: ['TELECOMMUTE'] })?.work_mode).toBe('remote')
  expect(readPosting({})?.work_mode).toBe(null)
})

test('skills come as a list, as terms or in one text; prose is not a list of skills', () => {
  expect(readPosting({ skills: ['Bois', { '@type': 'DefinedTerm', name: 'Plan' }, 'bois'] })?.skills).toEqual(['bois', 'Plan'])
  expect(readPosting({ skills: 'Bois, lecture de plan • C++' })?.skills).toEqual(['Bois', 'lecture de plan', 'C++'])
  expect(readPosting({ skills: 'Vous savez lire un plan et vous aimez le bois sous toutes ses formes.' })?.skills).toEqual([])
})

test('each fact says where it was read', () => {
  const facts = readPosting({ employmentType: 'CDI', description: `${jobPosting().description}<p>Télétravail : 2 jours par semaine</p>` })
  expect(facts?.origins).toEqual({ title: 'json-ld', text: 'json-ld', company: 'json-ld', contract: 'json-ld', work_mode: 'text' })
})

test('several postings are a list, unless one bears the address of the page or its title', () => {
  const others = ['Ébéniste', 'Charpentier', 'Tourneur'].map((title) => jobPosting({ title, url: `https://jobs.example.com/offers/${title.length}` }))
  expect(read(pageOf({ scripts: [{ '@graph': others }] }))).toEqual({ kind: 'not_an_offer', facts: null })
  expect(byTitle(read(pageOf({ scripts: [...others, jobPosting({ url: '/offers/42/' })] })).facts)).toBe('Menuisier (H/F)')
  expect(byTitle(read(pageOf({ scripts: [...others, jobPosting({ identifier: { value: 'REF-9876' } })], body: '<h1>Ébéniste</h1>' })).facts)).toBe(
    'Ébéniste',
  )
  const canonical = '<link rel="canonical" href="https://jobs.example.com/offers/7">'
  expect(byTitle(read(pageOf({ head: canonical, scripts: [...others, jobPosting({ '@id': '/offers/7' })] })).facts)).toBe('Menuisier (H/F)')
})

test('one offer that is posted once for each place is one offer with these places', () => {
  const scripts = ['Lyon', 'Nantes'].map((addressLocality) => jobPosting({ jobLocation: { address: { addressLocality } } }))
  expect(read(pageOf({ scripts })).facts?.location).toBe('Lyon; Nantes')
})

test('a description that is a teaser of the page gives way to the page', () => {
  const body = `<main><h1>Menuisier (H/F)</h1>${jobPosting().description}<p>Contrat : CDI</p><p>Pour postuler, écrivez-nous.</p></main>`
  const facts = read(pageOf({ scripts: [jobPosting({ description: 'Nous recherchons une personne…' })], body })).facts
  expect(facts?.text).toContain('Les débutants qui apprennent vite')
  expect(facts).toMatchObject({ contract: 'permanent', origins: { text: 'text', title: 'json-ld', contract: 'text' } })
})

test('a posting that says nothing makes no offer of a page, one without a text may wait for the browser', () => {
  expect(read(pageOf({ scripts: [jobPosting({ title: '', description: ' ' })], body: '<p>Bonjour</p>' })).kind).toBe('not_an_offer')
  const app = pageOf({ scripts: [jobPosting({ description: '' })], body: '<div id="root"></div><script src="/app.js"></script>' })
  expect(read(app).kind).toBe('needs_browser')
  expect(readPage({ url, finalUrl: url, via: 'browser', html: app })).toMatchObject({ kind: 'offer', facts: { title: 'Menuisier (H/F)', text: '' } })
})

test('the salaries of other offers on the page are not this one’s', () => {
  const body = '<h1>Menuisier (H/F)</h1><aside><h2>Offres similaires</h2><p>Salaire : 90 000 € par an</p></aside>'
  expect(read(pageOf({ scripts: [jobPosting()], body })).facts?.salary).toBe(null)
})

test('what other properties say is added to the description, once', () => {
  const facts = readPosting({ responsibilities: '<p>Tenir l’atelier</p>', qualifications: ['Un CAP'], jobBenefits: 'Concevoir et construire' })
  expect(facts?.text.endsWith('Tenir l’atelier\n\nUn CAP')).toBe(true)
})

test('a posting in microdata reads like one in JSON-LD', () => {
  const body = `<div itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title">Menuisier (H/F)</h1>
    <div itemprop="hiringOrganization"><meta itemprop="name" content="Atelier Copeaux"></div>
    <span itemprop="jobLocation" itemscope itemtype="https://schema.org/Place"><span itemprop="address" itemscope><b itemprop="addressLocality">Lyon</b></span></span>
    <time itemprop="datePosted" datetime="2026-11-16">lundi</time><span itemprop="employmentType">CDI</span>
    <span itemprop="baseSalary" itemscope><meta itemprop="currency" content="EUR"><span itemprop="value" itemscope><meta itemprop="value" content="2100"><meta itemprop="unitText" content="MONTH"></span></span>
    <div itemprop="description">${jobPosting().description}</div></div>`
  expect(read(pageOf({ body })).facts).toMatchObject({
    title: 'Menuisier (H/F)',
    company: 'Atelier Copeaux',
    location: 'Lyon',
    contract: 'permanent',
    posted_at: '2026-11-16T00:00:00.000Z',
    salary: { min: 2100, max: 2100, currency: 'EUR', period: 'month' },
    origins: { title: 'microdata', company: 'microdata', text: 'microdata' },
  })
})

test('an organisation in microdata may be a meta element', () => {
  const body = `<div itemscope itemtype="http://schema.org/JobPosting"><meta itemprop="hiringOrganization" content="Atelier Copeaux">
    <h1 itemprop="title">Menuisier</h1><div itemprop="description">${jobPosting().description}</div></div>`
  expect(read(pageOf({ body })).facts?.company).toBe('Atelier Copeaux')
})
