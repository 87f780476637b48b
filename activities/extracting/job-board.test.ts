import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readPage } from './read-page.ts'

const url = 'http://127.0.0.1:8010/offers/1'
const read = (name: string) =>
  readPage({ url, finalUrl: url, via: 'http', html: readFileSync(new URL(`../../tests/fixtures/job-board/${name}.html`, import.meta.url), 'utf8') })

test.each([
  ['data-engineer', 'offer'],
  ['backend-developer', 'offer'],
  ['plain', 'offer'],
  ['latin1', 'offer'],
  ['broken', 'offer'],
  ['javascript', 'needs_browser'],
  ['login', 'login_required'],
  ['about', 'not_an_offer'],
  ['list', 'not_an_offer'],
  ['index', 'not_an_offer'],
])('the board’s page %s is %s', (name, kind) => {
  expect(read(name).kind).toBe(kind)
})

test('a French page with JSON-LD gives every fact', () => {
  const { facts } = read('data-engineer')
  expect(facts).toMatchObject({
    title: 'Data engineer (H/F)',
    company: 'Atelier Numérique',
    location: 'Lyon, Auvergne-Rhône-Alpes, France',
    work_mode: 'hybrid',
    contract: 'permanent',
    full_time: true,
    salary: { min: 45000, max: 55000, currency: 'EUR', period: 'year' },
    posted_at: '2026-11-16T00:00:00.000Z',
    valid_through: '2027-12-31T22:59:00.000Z',
    skills: ['Python', 'SQL', 'Airflow', 'PostgreSQL', 'Docker'],
    language: 'fr',
  })
  expect(facts?.text).toMatch(/^Atelier Numérique aide .*\n\nVos missions\n\n- Concevoir/)
})

test('an English page with an escaped description in a graph gives every fact', () => {
  const { facts } = read('backend-developer')
  expect(facts).toMatchObject({
    company: 'Harbour & Pine',
    location: 'France; Ireland',
    work_mode: 'remote',
    contract: 'permanent',
    full_time: true,
    salary: { min: 60000, max: 75000, currency: 'EUR', period: 'year' },
    language: 'en',
  })
  expect(facts?.text).toMatch(/^Harbour & Pine builds .*\n\nWhat you will do\n\n- Design/)
})

test('a page without structured data gives what its labels say', () => {
  expect(read('plain').facts).toMatchObject({
    title: 'Boulanger (H/F)',
    company: 'Le Fournil des Brotteaux',
    location: 'Lyon 6e',
    contract: 'permanent',
    full_time: true,
    salary: { min: 2100, max: 2400, currency: 'EUR', period: 'month' },
    valid_through: '2027-12-31T00:00:00.000Z',
    posted_at: null,
    work_mode: null,
  })
  expect(read('plain').facts?.text).not.toMatch(/cookies|mentions légales|Toutes les offres/)
})

test('broken HTML gives its facts, and nothing that is not shown', () => {
  expect(read('broken').facts).toMatchObject({ title: 'Mécanicien cycles (H/F)', company: 'La Roue libre', contract: 'permanent', full_time: false })
  expect(read('broken').facts?.text).not.toMatch(/document\.write|jamais fermée|alert/)
})
