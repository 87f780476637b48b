import { describe, expect, test } from 'vitest'
import type { DescribedOffer } from '../../../core/domain/described-offer.ts'
import type { OfferFacts } from '../../../core/domain/offer-facts.ts'
import { checkedAnswer } from './checked-answer.ts'

const facts: OfferFacts = {
  title: 'Chef de chantier',
  company: null,
  location: null,
  work_mode: null,
  contract: null,
  full_time: null,
  salary: null,
  valid_through: null,
  skills: [],
  language: 'fr',
  posted_at: null,
  text: '',
  origins: { title: 'text' },
}
const answer: DescribedOffer = {
  is_offer: true,
  language: 'fr',
  title: 'Chef de chantier',
  company: null,
  location: null,
  summary: null,
  missions: ['Suivre l’avancement des travaux'],
  skills_required: [],
  skills_wished: [],
  perks: [],
  work_mode: null,
  contract: null,
  full_time: null,
  salary: null,
  seniority: null,
  experience_years: null,
  languages: [],
  contact: null,
  application_deadline: null,
}
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
