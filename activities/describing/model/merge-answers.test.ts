import { expect, test } from 'vitest'
import { NOTHING_ANSWERED } from '../../../tests/support/nothing-said.ts'
import { mergeAnswers } from './merge-answers.ts'

test('each fact is the first part’s that says it, lists and summaries are all parts’', () => {
  const merged = mergeAnswers([
    { ...NOTHING_ANSWERED, title: 'Menuisier', summary: 'Un atelier.', missions: ['Poser', 'Concevoir'], full_time: false },
    { ...NOTHING_ANSWERED, title: 'Autre', company: 'Copeaux', summary: 'Des meubles.', missions: ['concevoir ', 'Livrer'], full_time: true },
  ])
  expect(merged).toMatchObject({ title: 'Menuisier', company: 'Copeaux', full_time: false, summary: 'Un atelier. Des meubles.' })
  expect(merged.missions).toEqual(['Poser', 'Concevoir', 'Livrer'])
})

test('a part that is no offer takes nothing away and adds nothing, and a page without any is none', () => {
  const menu = { ...NOTHING_ANSWERED, is_offer: false, title: 'Mentions légales', missions: ['Lire'] }
  expect(mergeAnswers([menu, { ...NOTHING_ANSWERED, title: 'Menuisier' }, menu])).toEqual({ ...NOTHING_ANSWERED, title: 'Menuisier' })
  expect(mergeAnswers([menu, menu]).is_offer).toBe(false)
})

test('what a part leaves empty hides nothing that another says', () => {
  const [unpaid, paid] = [
    { min: null, max: null, currency: 'EUR', period: 'year' as const },
    { min: 30_000, max: null, currency: 'EUR', period: 'year' as const },
  ]
  const nobody = { name: null, email: null, phone: null, url: null }
  const contact = { ...nobody, email: 'atelier@copeaux.example' }
  const merged = mergeAnswers([
    { ...NOTHING_ANSWERED, contact: nobody, salary: unpaid, experience_years: { min: null, max: null }, location: ' ' },
    { ...NOTHING_ANSWERED, contact, salary: paid, experience_years: { min: 2, max: null }, location: 'Lyon' },
  ])
  expect(merged).toMatchObject({ contact, salary: paid, experience_years: { min: 2, max: null }, location: 'Lyon' })
})
