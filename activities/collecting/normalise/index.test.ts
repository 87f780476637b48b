import { expect, test } from 'vitest'
import type { CollectedOffer } from '../../../core/domain/collected-offer.ts'
import { NewJobOffer } from '../../../core/domain/job-offer.ts'
import { NOTHING_SAID, type RawOffer } from '../raw-offer.ts'
import { normalise } from './index.ts'

const now = new Date('2026-11-23T12:00:00Z')
const URL_OF_ONE = 'https://www.example.com/jobs/42?utm_source=board&id=42'

const read = (raw: Partial<RawOffer>, sourceUrl: string | null = null) =>
  normalise({ ...NOTHING_SAID, title: 'Comptable', url: URL_OF_ONE, ...raw }, { source: 'greenhouse', sourceUrl, now })
function offer(raw: Partial<RawOffer>, sourceUrl: string | null = null): CollectedOffer {
  const one = read(raw, sourceUrl)
  if ('rejected' in one) throw new Error(one.rejected)
  return one
}

test('what a source says in its own words is an offer of the catalogue', () => {
  const one = offer({
    nativeId: 'acme:42',
    otherUrls: ['https://apply.example.com/42'],
    title: '🚀 Data Engineer confirmé (H/F) – CDI – Lyon',
    company: 'ACME INDUSTRIES',
    locations: ['69 - Lyon 3e Arrondissement', 'Hybrid'],
    salary: { min: '45 000', max: '55 000', currency: 'EUR', period: 'per-year-salary' },
    html: '&lt;p&gt;Vous construirez des cha&amp;icirc;nes de donn&amp;eacute;es.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Python&lt;/li&gt;&lt;/ul&gt;',
    skills: ['Python', 'SQL', 'python'],
    postedAt: '2026-11-20T08:00:00+01:00',
    validThrough: '2026-12-31',
  })
  expect(one).toMatchObject({
    title: 'Data Engineer confirmé',
    company: 'Acme Industries',
    location: 'Lyon',
    remote: 'hybrid',
    contract_type: 'permanent',
    seniority: 'mid',
    salary: { min: 45_000, max: 55_000, currency: 'EUR', period: 'year' },
    description: 'Vous construirez des chaînes de données.\n\n- Python',
    posted_at: '2026-11-20T07:00:00.000Z',
    valid_through: '2026-12-31T00:00:00.000Z',
    url: URL_OF_ONE,
    alternative_urls: ['https://apply.example.com/42'],
    source: 'greenhouse',
    liveness: 'open',
    liveness_reason: null,
    language: 'fr',
    coordinates: { lat: 45.748, lon: 4.847 },
    listing: {
      native_id: 'acme:42',
      url: 'https://example.com/jobs/42?id=42',
      keys: ['greenhouse:acme:42', 'url:https://example.com/jobs/42?id=42'],
      content_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  })
  expect(one.skills.map((skill) => skill.toLowerCase())).toEqual(['python', 'sql'])
  expect(one.origins).toMatchObject({
    title: 'greenhouse',
    company: 'greenhouse',
    location: 'greenhouse',
    remote: 'greenhouse:locations',
    contract_type: 'greenhouse:title',
    seniority: 'greenhouse:title',
    coordinates: 'gazetteer',
  })
})

test.each([
  [
    'of a list somebody may have the key in the address: it is kept without',
    'https://Jobs.example.com/list?token=canary&page=2#canary',
    'https://jobs.example.com/list',
  ],
  ['the offer’s own page is kept as the offer’s address', `${URL_OF_ONE}#apply`, URL_OF_ONE],
  ['an API’s address is none for people', null, URL_OF_ONE],
  ['what is no address of a page is not kept', 'https://me:canary@example.com/', URL_OF_ONE],
])('%s', (_, sourceUrl, kept) => expect(offer({}, sourceUrl).source_url).toBe(kept))

test('an offer whose own address needs its parameters keeps them', () => {
  const url = 'https://jobs.example.com/offer?id=7'
  expect(offer({ url }, `${url}&utm_source=mail`)).toMatchObject({ url, source_url: url })
})

test('how the source itself read a field is kept', () => {
  const { origins } = offer({
    company: 'Acme',
    workMode: 'remote',
    locations: ['Lyon'],
    origins: { company: 'json-ld', work_mode: 'text', locations: 'microdata' },
  })
  expect(origins).toMatchObject({ company: 'greenhouse:json-ld', remote: 'greenhouse:text', location: 'greenhouse:microdata', title: 'greenhouse' })
  expect(Object.keys(origins)).not.toContain('salary')
})

test('the place of a title counts where the source says none', () => {
  expect(offer({ title: 'Comptable - Villeurbanne' })).toMatchObject({
    title: 'Comptable',
    location: 'Villeurbanne',
    origins: { location: 'greenhouse:title' },
  })
})

test('the source’s own coordinates count, but for impossible ones', () => {
  expect(offer({ locations: ['Lyon'], coordinates: { lat: 45.7, lon: 4.8 } }).coordinates).toEqual({ lat: 45.7, lon: 4.8 })
  for (const coordinates of [
    { lat: 0, lon: 0 },
    { lat: 91, lon: 4 },
    { lat: Number.NaN, lon: 4 },
  ])
    expect(offer({ coordinates }).coordinates).toBeNull()
})

test('a contract that only ends is named by the title', () => {
  expect(offer({ contract: ['TEMPORARY'], title: 'Comptable - CDD' }).contract_type).toBe('fixed-term')
  expect(offer({ contract: ['TEMPORARY'] }).contract_type).toBe('temporary')
  expect(offer({ contract: ['CDD'], title: 'Data scientist en alternance' }).contract_type).toBe('apprenticeship')
  expect(offer({ contract: ['CDI'], title: 'Comptable - CDD' }).contract_type).toBe('permanent')
})

test.each<[Partial<RawOffer>, string]>([
  [{ title: ' ' }, 'no_title'],
  [{ title: '<b></b>' }, 'no_title'],
  [{ url: null }, 'no_url'],
  [{ url: 'ftp://example.com/1' }, 'no_url'],
  [{ url: 'javascript:alert(1)' }, 'no_url'],
  [{ url: 'https://user:pass@example.com/1' }, 'no_url'],
  [{ url: `https://example.com/${'x'.repeat(3_000)}` }, 'no_url'],
  [{ url: 'Postuler' }, 'no_url'],
  [{ listed: false }, 'unlisted'],
])('%o is rejected: %s', (raw, rejected) => {
  expect(read(raw, 'https://example.com/jobs')).toEqual({ rejected })
})

test('where the page for people has no address, another page of the offer stands in', () => {
  expect(offer({ url: null, otherUrls: ['nothing', 'https://apply.example.com/1', 'https://apply.example.com/1#top'] })).toMatchObject({
    url: 'https://apply.example.com/1',
    alternative_urls: [],
  })
})

test('addresses are completed by the page and unescaped', () => {
  expect(offer({ url: '/jobs/1?a=1&amp;b=2' }, 'https://example.com/list').url).toBe('https://example.com/jobs/1?a=1&b=2')
  expect(offer({ url: '//jobs.example.com/1' }, 'https://example.com/list').url).toBe('https://jobs.example.com/1')
})

test.each([
  ['2026-11-21', 'closed', 'valid_through_passed'],
  ['2026-11-23T11:00:00Z', 'closed', 'valid_through_passed'],
  ['2026-11-23', 'open', null],
  ['2026-11-24', 'open', null],
  [null, 'open', null],
  ['bientôt', 'open', null],
])('open until %s is %s', (validThrough, liveness, liveness_reason) => {
  expect(offer({ validThrough })).toMatchObject({ liveness, liveness_reason })
})

test('the hash changes with what is said, and with nothing else', () => {
  const hash = (raw: Partial<RawOffer>) => offer({ locations: ['Lyon', 'Paris'], skills: ['a', 'b'], text: 'Text', ...raw }).listing.content_hash
  const one = hash({})
  expect(hash({ url: 'https://example.com/jobs/42?id=42' })).toBe(one)
  expect(hash({ locations: ['Paris', 'Lyon'], skills: ['b', 'a'] })).toBe(one)
  expect(hash({ postedAt: 'il y a 3 jours' })).toBe(hash({ postedAt: 'il y a 4 jours' }))
  const changes: Partial<RawOffer>[] = [
    { title: 'Comptable 2' },
    { company: 'Acme' },
    { text: 'Text.' },
    { html: 'Text' },
    { salary: '30 000 €' },
    { postedAt: '2026-11-20' },
    { validThrough: '2027-01-01' },
    { coordinates: { lat: 1, lon: 2 } },
    { workMode: true },
    { contract: ['CDI'] },
    { url: 'https://example.com/jobs/43' },
    { nativeId: '1' },
  ]
  expect(new Set([one, ...changes.map(hash)]).size).toBe(changes.length + 1)
})

test.each<Partial<RawOffer>>([
  { title: 'x'.repeat(100_000) },
  { html: `<p>${'mot '.repeat(50_000)}</p>` },
  { html: '<div>'.repeat(20_000) },
  { text: '\u0000\ud800 ok' },
  { title: 'a\u0301\u0301\u0301'.repeat(500) },
  {
    company: 'x'.repeat(10_000),
    skills: Array.from({ length: 5_000 }, (_, at) => `skill ${at}`),
    otherUrls: Array.from({ length: 5_000 }, (_, at) => `https://x.example/${at}`),
  },
  { locations: ['__proto__', 'constructor'], contract: ['__proto__'], workMode: '__proto__' },
])('whatever a source says, it is an offer that the catalogue takes (%#)', (raw) => {
  const started = performance.now()
  const one = offer(raw)
  expect(NewJobOffer.safeParse(one).error).toBeUndefined()
  expect(one.title.length).toBeLessThanOrEqual(300)
  expect(one.alternative_urls.length).toBeLessThanOrEqual(10)
  expect(performance.now() - started).toBeLessThan(3_000)
})
