import { expect, test } from 'vitest'
import { collectedOffer, type SomeOffer } from '../../../tests/support/collected-offers.ts'
import { compareIdentity } from './identity.ts'
import { readOpening } from './opening.ts'
import { printOf } from './print.ts'

const now = new Date('2026-11-23T05:00:00Z')
function opening(said: SomeOffer) {
  const { listing, ...facts } = collectedOffer(said)
  return readOpening({ facts, print: printOf(facts), listings: [listing], from: now, until: now })
}
const at = (url: string, more: SomeOffer = {}): SomeOffer => ({ url, source: 'page', ...more })

test.each<[string, SomeOffer, SomeOffer]>([
  ['same_id', { nativeId: 'acme:1' }, { nativeId: 'acme:1', url: 'https://acme.example/2' }],
  ['other_id', { nativeId: 'acme:1', url: 'https://acme.example/jobs' }, { nativeId: 'acme:2', url: 'https://acme.example/jobs' }],
  ['same_address', at('https://acme.example/1?utm_source=x'), { url: 'https://acme.example/1' }],
  ['named_address', at('https://acme.example/1'), { url: 'https://other.example/9', alternative_urls: ['https://acme.example/1'] }],
  ['same_number', { nativeId: 'acme:4012345' }, at('https://acme.example/careers/4012345-data-engineer')],
  ['other_id', at('https://acme.example/board/7654321/job/12'), at('https://acme.example/board/7654321/job/13')],
  ['unknown', at('https://acme.example/20260915-vendeur'), at('https://other.example/20260915-vendeur')],
  ['other_id', at('https://acme.example/jobs/a'), at('https://acme.example/jobs/b')],
  ['unknown', at('https://acme.example/fr/jobs/a'), at('https://acme.example/en/jobs/a')],
  ['unknown', { nativeId: 'acme:1' }, { source: 'arbeitnow', nativeId: 'acme-1' }],
])('ids and addresses say %s, whichever comes first', (identity, one, other) => {
  expect(compareIdentity(opening(one), opening(other))).toBe(identity)
  expect(compareIdentity(opening(other), opening(one))).toBe(identity)
})
