import { expect, test } from 'vitest'
import type { ModelReading } from '../../core/domain/described-offer.ts'
import type { OfferDescription } from '../../core/domain/offer-description.ts'
import { NOTHING_DESCRIBED } from '../../tests/support/nothing-said.ts'
import { renderDescription, renderSalary } from './render.ts'

const offer: OfferDescription = {
  ...NOTHING_DESCRIBED,
  title: 'Menuisier (H/F)',
  company: 'Atelier Copeaux',
  location: 'Lyon, France',
  work_mode: 'hybrid',
  contract: 'permanent',
  full_time: true,
  salary: { min: 25200, max: 28800, currency: 'EUR', period: 'year' },
  valid_through: '2027-01-31T22:59:00.000Z',
  skills: ['Bois', 'Lecture de plan'],
  body: 'Vos missions\n\n- Concevoir\n- Poser',
}

test('a French offer reads in French', () => {
  expect(renderDescription(offer)).toBe(`Menuisier (H/F)

Entreprise : Atelier Copeaux
Lieu : Lyon, France
Contrat : CDI, temps plein
Mode de travail : Hybride
Salaire : 25 200 € – 28 800 € par an
Date limite : 31 janvier 2027
Compétences : Bois, Lecture de plan

Vos missions

- Concevoir
- Poser`)
})

test('an English offer reads in English', () => {
  const body = 'You will build furniture.'
  expect(renderDescription({ ...offer, language: 'en', contract: 'fixed-term', full_time: false, work_mode: 'remote', body })).toBe(`Menuisier (H/F)

Company: Atelier Copeaux
Location: Lyon, France
Contract: Fixed term, part time
Work mode: Remote
Salary: €25,200 – €28,800 per year
Apply by: 31 January 2027
Skills: Bois, Lecture de plan

You will build furniture.`)
})

test('what is not known leaves no trace', () => {
  expect(renderDescription({ ...NOTHING_DESCRIBED, body: 'Un texte.' })).toBe('Un texte.')
  expect(renderDescription({ ...NOTHING_DESCRIBED, title: 'Menuisier', full_time: false })).toBe('Menuisier\n\nContrat : Temps partiel')
  expect(renderDescription({ ...NOTHING_DESCRIBED, salary: { min: null, max: null, currency: 'EUR', period: 'year' }, body: 'x' })).toBe('x')
  expect(renderDescription(NOTHING_DESCRIBED)).toBe('')
})

test('a date that is none is left out', () => {
  expect(renderDescription({ ...NOTHING_DESCRIBED, title: 'Menuisier', valid_through: '2027-13-05T00:00:00.000Z' })).toBe('Menuisier')
})

test('the body does not say again, word for word, what stands above it', () => {
  const body = 'MENUISIER (H/F)\n\nEntreprise : Atelier Copeaux\nLieu : Lyon, France\nSalaire : 2 100 € brut par mois\n\nVos missions'
  expect(renderDescription({ ...NOTHING_DESCRIBED, title: 'Menuisier (H/F)', company: 'Atelier Copeaux', location: 'Lyon, France', body })).toBe(
    'Menuisier (H/F)\n\nEntreprise : Atelier Copeaux\nLieu : Lyon, France\n\nSalaire : 2 100 € brut par mois\n\nVos missions',
  )
})

const salaries: [Parameters<typeof renderSalary>[0], string, string][] = [
  [{ min: 2100, max: 2100, currency: 'EUR', period: 'month' }, '2 100 € par mois', '€2,100 per month'],
  [{ min: 12.5, max: null, currency: 'EUR', period: 'hour' }, 'à partir de 12,50 € de l’heure', 'from €12.50 per hour'],
  [{ min: null, max: 500, currency: 'GBP', period: 'day' }, 'jusqu’à 500 £ par jour', 'up to £500 per day'],
  [{ min: 90000, max: 110000, currency: 'CHF', period: null }, '90 000 CHF – 110 000 CHF', 'CHF 90,000 – CHF 110,000'],
  [{ min: 45000, max: 45000, currency: null, period: 'week' }, '45 000 par semaine', '45,000 per week'],
  [{ min: 1, max: 1, currency: 'é€"', period: null }, '1', '1'],
]
test.each(salaries)('%j reads “%s” and “%s”', (salary, french, english) => {
  expect(renderSalary(salary, 'fr')).toBe(french)
  expect(renderSalary(salary, 'en')).toBe(english)
})

test('no odd space of a locale is left', () => {
  expect(renderDescription(offer)).not.toMatch(/[\u00a0\u202f\u2009]/)
})

test('at most 50,000 characters, cut where a paragraph ends', () => {
  const text = renderDescription({ ...offer, body: 'Nous travaillons avec soin.\n\n'.repeat(5_000) })
  expect(text.length).toBeLessThanOrEqual(50_000)
  expect(text.length).toBeGreaterThan(49_900)
  expect(text.endsWith('avec soin.')).toBe(true)
})

test('what a model read stands under the facts, in the language of the page, and nothing that it did not', () => {
  const read: ModelReading = {
    summary: 'You build furniture in Lyon.',
    missions: ['Design', 'Assemble'],
    skills_wished: ['CAD'],
    perks: ['Four-day week'],
    seniority: 'senior',
    experience_years: { min: 3, max: null },
    languages: ['French'],
    contact: { name: 'Ada Byron', email: 'ada@copeaux.example', phone: null, url: null },
    model: 'm',
    prompt_version: 'p/1',
    dropped: ['salary'],
    left_out_tokens: 0,
  }
  expect(renderDescription({ ...NOTHING_DESCRIBED, title: 'Joiner', language: 'en', skills: ['Wood'], reading: read })).toBe(`Joiner

Level: Senior
Experience: from 3 years
Skills: Wood
A plus: CAD
Languages: French
Contact: Ada Byron, ada@copeaux.example

You build furniture in Lyon.

Tasks

- Design
- Assemble

Benefits

- Four-day week`)
  const bare = { ...read, summary: null, missions: [], perks: [], skills_wished: [], languages: [], contact: null, seniority: null }
  const french = { ...NOTHING_DESCRIBED, title: 'Menuisier', reading: { ...bare, experience_years: { min: null, max: 1 } } }
  expect(renderDescription(french)).toBe('Menuisier\n\nExpérience : jusqu’à 1 an')
})
