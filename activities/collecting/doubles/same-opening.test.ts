import { expect, test } from 'vitest'
import { collectedOffer, type SomeOffer } from '../../../tests/support/collected-offers.ts'
import { readOpening } from './opening.ts'
import { printOf } from './print.ts'
import { sameOpening } from './same-opening.ts'

const now = new Date('2026-11-23T05:00:00Z')
function opening(said: SomeOffer) {
  const { listing, ...facts } = collectedOffer({ title: 'Vendeur', source: 'page', language: 'fr', ...said })
  return readOpening({ facts, print: printOf(facts), listings: [listing], from: now, until: now })
}
const at = (url: string, location: string, more: SomeOffer = {}): SomeOffer => ({ url, location, ...more })
const BOARD = 'https://recruiting.ultipro.com/ACM1000/JobBoard/0f3a1c52-7d1e-4a5b-9c1d-2b7f6f0a9e11/OpportunityDetail?opportunityId='

test.each<[string, SomeOffer, SomeOffer]>([
  ['the number of their board', at(`${BOARD}a1`, 'Lyon'), at(`${BOARD}b2`, 'Paris')],
  ['the number of their company', at('https://jobs.example/c/1234567/job/12', 'Lyon'), at('https://jobs.example/c/1234567/job/13', 'Lyon')],
  ['a day', at('https://acme.example/20260915-vendeur-lyon', 'Lyon'), at('https://other.example/20260915-vendeur-paris', 'Paris')],
  ['a number on two sites', at('https://acme.example/7654321-lyon', 'Lyon'), at('https://other.example/7654321-paris', 'Paris')],
  [
    'where one applies',
    at('https://jobs.example/1', 'Lyon', { alternative_urls: ['https://acme.example/recrutement'] }),
    at('https://acme.example/recrutement', 'Paris', { title: 'Comptable' }),
  ],
])('openings that have no more in common than %s stay apart', (_what, one, other) => {
  expect([sameOpening(opening(one), opening(other)), sameOpening(opening(other), opening(one))]).toEqual([null, null])
})

test('one opening is told by the address that the other names, and by the number of an ATS', () => {
  const named = at('https://jobs.example/1', 'Lyon', { alternative_urls: ['https://acme.example/vendeur'] })
  expect(sameOpening(opening(named), opening(at('https://acme.example/vendeur', 'Lyon')))).toEqual({ reason: 'url', score: 1 })
  const ats: SomeOffer = { source: 'greenhouse', nativeId: 'acme:4012345', location: 'Lyon' }
  expect(sameOpening(opening(ats), opening(at('https://acme.example/careers/4012345', 'Lyon')))).toMatchObject({ reason: 'native_id' })
})
