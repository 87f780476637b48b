import { expect, test } from 'vitest'
import type { DescribedOffer } from '../../../core/domain/described-offer.ts'
import { mergeAnswers } from './merge-answers.ts'

const nothing: DescribedOffer = {
  ...{ is_offer: true, language: 'fr', title: null, company: null, location: null, summary: null },
  ...{ missions: [], skills_required: [], skills_wished: [], perks: [], languages: [] },
  ...{ work_mode: null, contract: null, full_time: null, salary: null, seniority: null, experience_years: null },
  ...{ contact: null, application_deadline: null },
}

test('each fact is the first part’s that says it, lists and summaries are all parts’', () => {
  const merged = mergeAnswers([
    { ...nothing, title: 'Menuisier', summary: 'Un atelier.', missions: ['Poser', 'Concevoir'], full_time: false },
    { ...nothing, title: 'Autre', company: 'Copeaux', summary: 'Des meubles.', missions: ['concevoir ', 'Livrer'], full_time: true },
  ])
  expect(merged).toMatchObject({ title: 'Menuisier', company: 'Copeaux', full_time: false, summary: 'Un atelier. Des meubles.' })
  expect(merged.missions).toEqual(['Poser', 'Concevoir', 'Livrer'])
})

test('a part that is no offer takes nothing away and adds nothing, and a page without any is none', () => {
  const menu = { ...nothing, is_offer: false, title: 'Mentions légales', missions: ['Lire'] }
  expect(mergeAnswers([menu, { ...nothing, title: 'Menuisier' }, menu])).toEqual({ ...nothing, title: 'Menuisier' })
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
    { ...nothing, contact: nobody, salary: unpaid, experience_years: { min: null, max: null }, location: ' ' },
    { ...nothing, contact, salary: paid, experience_years: { min: 2, max: null }, location: 'Lyon' },
  ])
  expect(merged).toMatchObject({ contact, salary: paid, experience_years: { min: 2, max: null }, location: 'Lyon' })
})
