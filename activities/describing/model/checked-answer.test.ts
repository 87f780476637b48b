import { describe, expect, test } from 'vitest'
import type { DescribedOffer } from '../../../core/domain/described-offer.ts'
import type { OfferFacts } from '../../../core/domain/offer-facts.ts'
import { NOTHING_ANSWERED, NOTHING_DESCRIBED } from '../../../tests/support/nothing-said.ts'
import { checkedAnswer } from './checked-answer.ts'

const { body: _body, reading: _reading, ...noFacts } = NOTHING_DESCRIBED
const facts: OfferFacts = { ...noFacts, title: 'Chef de chantier', posted_at: null, text: '', origins: { title: 'text' } }
const answer: DescribedOffer = { ...NOTHING_ANSWERED, title: 'Chef de chantier', missions: ['Suivre l’avancement des travaux'] }
const PAGE = 'Chef de chantier\n\nSuivre l’avancement des travaux\n\n'

function checked(page: string, said: Partial<DescribedOffer>, links: string[] = [], read: Partial<OfferFacts> = {}) {
  const made = { model: 'a-model', prompt_version: 'p/1', left_out_tokens: 0 }
  const source = { text: '', said: PAGE + page, links }
  const described = checkedAnswer({ ...answer, ...said }, { facts: { ...facts, ...read }, source, made })
  if (described.kind !== 'offer') throw new Error(JSON.stringify(described))
  return described.description
}

describe('a page of one endless word takes no time', () => {
  /** Of processor time: far above what is measured (under 1 s), far below what it guards against. */
  const MAX_CPU_MS = 2_000
  const LENGTH = 100_000
  const filled = (piece: string) => piece.repeat(Math.ceil(LENGTH / piece.length))
  test.each<[string, string]>([
    ['letters', filled('abcdefgh')],
    ['letters and marks of an address', filled('a.a.a.a-')],
    ['labels of a domain', `x@${filled('a.')}`],
    ['dots in a word', `a${filled('.')}b`],
    ['marks in an address', `https://a.example/?${filled('!')}x`],
    ['slashes in an address', `https://a.example/${filled('/')}x`],
    ['digits', filled('1')],
    ['groups of digits', `${filled('1 000 ')}€`],
    ['years', filled('5 ans ')],
  ])('%s', (_, text) => {
    const contact = { name: text.slice(0, 200), email: text, phone: text, url: text }
    const before = process.cpuUsage()
    checked(text, {
      contact,
      missions: [...answer.missions, text.slice(0, 400)],
      skills_required: [text],
      languages: [text],
      salary: { min: 1_000, max: 2_000, currency: 'EUR', period: 'year' },
      experience_years: { min: 5, max: 6 },
      application_deadline: '2027-01-15',
    })
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000).toBeLessThan(MAX_CPU_MS)
  })
})

describe('a last day to apply', () => {
  const deadline = (day: string) => checked('Candidature avant le 13/05/2027, le 31/02/2027 ou le 13/13/2027.', { application_deadline: day })
  test('is one of the calendar', () => {
    expect(deadline('2027-05-13').valid_through).toBe('2027-05-13T00:00:00.000Z')
  })
  test.each(['2027-13-05', '2027-13-13', '2027-02-31', '2027-00-13'])('%s is none', (day) => {
    expect(deadline(day)).toMatchObject({ valid_through: null, reading: { dropped: ['application_deadline'] } })
  })
})

describe('what the page says of something else bears out nothing', () => {
  const salary = { min: 38_000, max: 42_000, currency: 'EUR', period: 'year' } as const
  test.each<[string, string, Partial<DescribedOffer>, string]>([
    ['life as a contract', 'Qualité de vie au travail.', { contract: 'volunteer' }, 'contract'],
    ['months of trial as a contract', 'Période d’essai de 3 mois.', { contract: 'fixed-term' }, 'contract'],
    ['an hour of the day as hours', 'Prise de poste à 7h.', { full_time: false }, 'full_time'],
    ['a day at home as remote work', 'Un jour de télétravail par semaine.', { work_mode: 'remote' }, 'work_mode'],
    ['whom one reports to as a level', 'Poste rattaché à la direction et au directeur.', { seniority: 'director' }, 'seniority'],
    ['the age of a company', 'Société créée il y a 30 ans.', { experience_years: { min: 30, max: 30 } }, 'experience_years'],
    ['staff as pay', '2000 salariés. Chiffre d’affaires 90 000 000 €', { salary: { ...salary, min: 2_000, max: null } }, 'salary'],
    ['turnover as pay', 'Chiffre d’affaires : 90 000 000 €', { salary: { ...salary, min: 90_000_000, max: null } }, 'salary'],
    ['another currency', 'Salaire : 38-42 k€ par an', { salary: { ...salary, currency: 'USD' } }, 'salary'],
    ['another period', 'Salaire : 38-42 k€ par an', { salary: { ...salary, period: 'hour' } }, 'salary'],
    ['a skill as company', 'Logiciel : AutoCAD', { company: 'AutoCAD', skills_required: ['AutoCAD'] }, 'company'],
  ])('%s', (_, page, said, field) => {
    expect(checked(page, said).reading?.dropped).toEqual([field])
  })

  test('words that stand apart are no title', () => {
    expect(() => checked('Nous recrutons en CDI, à temps plein.', { title: 'CDI plein temps' })).toThrow('untrusted')
  })
  test('a period and a currency that the page does not say are left out', () => {
    const { salary: said, reading } = checked('Salaire : 38 000 à 42 000 € brut', { salary })
    expect([said, reading?.dropped]).toEqual([{ ...salary, period: null }, ['salary.period']])
  })
  test('pay is borne out in the words of its own sentence', () => {
    expect(checked('Salaire : 38-42 k€ par an, 35 h par semaine', { salary }).salary).toEqual(salary)
  })
})

test('what extraction read stands where a model says something else', () => {
  const read = {
    company: 'Bâtisseurs du Rhône',
    contract: 'permanent',
    full_time: true,
    work_mode: 'hybrid',
    salary: { min: 38_000, max: 42_000, currency: 'EUR', period: 'year' },
  } as const
  const page = 'CDD à temps partiel, 100 % sur site, AutoCAD, 90 000 € par an.'
  const salary = { min: 90_000, max: 90_000, currency: 'EUR', period: 'year' } as const
  const said = checked(page, { company: 'AutoCAD', contract: 'fixed-term', full_time: false, work_mode: 'on-site', salary }, [], read)
  expect(said).toMatchObject(read)
  expect(said.reading?.dropped.toSorted()).toEqual(['company', 'contract', 'full_time', 'salary', 'work_mode'])
})

describe('a sentence tells nothing that is not on the page', () => {
  const page =
    'Nous recrutons un chef de chantier à Villeurbanne pour suivre des travaux et encadrer une équipe de compagnons, voir batisseurs.example.'
  const honest = 'Nous recrutons un chef de chantier à Villeurbanne pour suivre des travaux et encadrer une équipe de compagnons'
  test.each<[string, string]>([
    ['a host', `${honest} sur chantiers-recrutement-pirate.com`],
    ['a name', `${honest} chez Google`],
    ['strange words', `${honest} perroquet violet`],
    ['all of them', `${honest}, candidature sur chantiers-recrutement-pirate.com ou chez Google, perroquet violet.`],
  ])('%s', (_, summary) => {
    expect(checked(page, { summary }).reading).toMatchObject({ summary: null, dropped: ['summary'] })
  })
  test.each([honest, `${honest}, voir batisseurs.example.`, 'Vous encadrez une équipe de compagnons et suivez les travaux à Villeurbanne.'])(
    'what is there may be told in other words: %s',
    (summary) => {
      expect(checked(page, { summary }).reading).toMatchObject({ summary, dropped: [] })
    },
  )
})

test('a summary that is too long is cut where a sentence ends, and the rest counted', () => {
  const told = Array.from({ length: 20 }, (_, at) => `${'Suivre l’avancement des travaux, '.repeat(10)}${at + 1}.`)
  const { reading } = checked(told.join('\n'), { summary: told.join(' ') })
  expect(reading?.summary).toBe(told.slice(0, 12).join(' '))
  expect(reading?.dropped).toEqual(Array(8).fill('summary'))
})

test.each(['Salaire : 45k', 'Salaire : 45 k brut', 'Entre 40 et 45k'])('thousands need no currency, which is then not known: %s', (page) => {
  const salary = { min: null, max: 45_000, currency: 'EUR', period: null }
  const { salary: said, reading } = checked(page, { salary })
  expect([said, reading?.dropped]).toEqual([{ ...salary, currency: null }, ['salary.currency']])
})
