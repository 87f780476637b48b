import { expect, test } from 'vitest'
import { readPostedAt, readValidThrough } from './dates.ts'

const context = { now: new Date('2026-11-23T12:00:00Z'), dayFirst: true }

test.each([
  ['le 12 novembre 2026', '2026-11-12T00:00:00.000Z'],
  ['Mis à jour le 12 novembre 2026', '2026-11-12T00:00:00.000Z'],
  ['Actualisé le 12/11/2026', '2026-11-12T00:00:00.000Z'],
  ['Offre publiée le 12 novembre 2026', '2026-11-12T00:00:00.000Z'],
  ['Publié le : 12/11/2026', '2026-11-12T00:00:00.000Z'],
  ['Posted on November 12, 2026', '2026-11-12T00:00:00.000Z'],
  ['12/11/26', '2026-11-12T00:00:00.000Z'],
  ['20261112', '2026-11-12T00:00:00.000Z'],
  ['12. November 2026', '2026-11-12T00:00:00.000Z'],
  ['2026-11-12T10:00+01', '2026-11-12T09:00:00.000Z'],
  ['2026-11-12 10:00:00 UTC', '2026-11-12T10:00:00.000Z'],
  ['2026/11/12', '2026-11-12T00:00:00.000Z'],
  ['avant-hier', '2026-11-21T00:00:00.000Z'],
  ['hier', '2026-11-22T00:00:00.000Z'],
  ['En ligne depuis 3 jours', '2026-11-20T00:00:00.000Z'],
  ['il y a 3 jours', '2026-11-20T00:00:00.000Z'],
  ['Offre publiée il y a 2 semaines', '2026-11-09T00:00:00.000Z'],
  ['1795000000', '2026-11-18T11:06:40.000Z'],
  ['20261312', null],
  ['12/13/26', null],
  ['31/02/2026', null],
  ['2027-01-01', null],
  ['bientôt', null],
  ['', null],
])('« %s » is %s', (text, instant) => {
  expect(readPostedAt(text, context)).toBe(instant)
})

test('a last day may be to come', () => {
  expect(readValidThrough('jusqu’au 12 décembre 2026', context)).toBe('2026-12-12T00:00:00.000Z')
})
