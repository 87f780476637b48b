import { expect, test } from 'vitest'
import { collectedOffer, type SomeOffer } from '../../../tests/support/collected-offers.ts'
import { normaliseAgain } from './again.ts'

const NOW = new Date('2026-11-23T04:00:00Z')
const facts = (said: SomeOffer) => {
  const { listing: _, ...listed } = collectedOffer({ url: 'https://jobs.example.com/42', ...said })
  return listed
}

test('a raw title, company and place of a former backend are brought into one form, and what they say fills what was empty', () => {
  const raw = facts({
    title: 'DÉVELOPPEUR python (H/F) - CDI - Lyon',
    company: 'SOCIÉTÉ GÉNÉRALE DE TRAVAUX',
    location: '69003 Lyon, France',
    source: 'indeed',
  })
  expect(normaliseAgain(raw, NOW)).toMatchObject({
    company: 'Société Générale de Travaux',
    location: 'Lyon',
    contract_type: 'permanent',
    origins: { contract_type: 'indeed:title' },
    url: 'https://jobs.example.com/42',
  })
})

test('no field is lost: what today’s rules would not read stays as it is', () => {
  const said = facts({
    title: 'Data engineer',
    company: 'Confidentiel',
    location: 'Partout',
    remote: 'hybrid',
    contract_type: 'other',
    seniority: 'something of its own',
    salary: { min: 1, max: null, currency: null, period: 'year' },
    description: '<b>As it was written</b>',
    skills: ['a skill, with a comma'],
    posted_at: '2026-11-01T00:00:00.000Z',
    valid_through: '2026-11-02T00:00:00.000Z',
    coordinates: { lat: 45.7, lon: 4.8 },
    liveness: 'closed',
    liveness_reason: 'gone',
    origins: { title: 'greenhouse' },
  })
  expect(normaliseAgain(said, NOW)).toBe(said)
})

test('read a second time nothing changes any more', () => {
  for (const title of [
    'Développeur·euse Full-Stack (H/F) — Paris 9e, 45-50k€',
    'Ingénieur DevOps / SRE - télétravail',
    '🚀 Boulanger 🚀',
    'C++ & .NET engineer',
  ]) {
    const once = normaliseAgain(facts({ title, location: 'Paris (75009) ; Lyon 3e Arrondissement', company: 'ACME Digital' }), NOW)
    expect(normaliseAgain(once as never, NOW)).toBe(once)
  }
})

test('what has neither a title nor an address is told', () => {
  expect(normaliseAgain(facts({ title: ' ' }), NOW)).toEqual({ rejected: 'no_title' })
  expect(normaliseAgain(facts({ url: null }), NOW)).toEqual({ rejected: 'no_url' })
  expect(normaliseAgain(facts({ url: null, alternative_urls: ['https://a.example/1'] }), NOW)).toMatchObject({ url: null })
})
