import { describe, expect, test } from 'vitest'
import { compare } from './compare.ts'
import { FORMS } from './eval-page.ts'
import { injections } from './injections/cases.ts'
import { pages } from './pages.ts'
import { compareExtracted, extractedFacts } from './read-extracted.ts'
import { scoreOf } from './table.ts'

describe('the pages', () => {
  test('there are 40 and more, of every form, in both languages, with and without pay', () => {
    expect(pages.length).toBeGreaterThanOrEqual(40)
    expect(new Set(pages.map(({ name }) => name)).size).toBe(pages.length)
    expect(new Set(pages.map(({ form }) => form))).toEqual(new Set(FORMS))
    for (const language of ['fr', 'en']) expect(pages.filter(({ expected }) => expected.language === language).length).toBeGreaterThanOrEqual(15)
    expect(pages.filter(({ expected }) => expected.salary === undefined).length).toBeGreaterThanOrEqual(3)
    expect(pages.filter(({ html }) => html.length > 120_000).length).toBeGreaterThanOrEqual(3)
  })

  test('what is expected of a page stands on it', () => {
    const wrong = pages.flatMap((page) => compare(page, page.expected)).filter(({ verdict }) => verdict !== 'right')
    expect(wrong).toEqual([])
  })

  test('what is read otherwise is told: as wrong, missing or invented', () => {
    const page = pages.find(({ name }) => name === 'fr-baker-plain')
    if (page === undefined) throw new Error('The page is gone')
    const verdicts = (reading: object) => compare(page, { ...page.expected, ...reading }).flatMap(({ field, verdict }) => (verdict === 'right' ? [] : [field, verdict])) // biome-ignore format: one sentence
    expect(verdicts({ title: 'Pâtissier' })).toEqual(['title', 'invented'])
    expect(verdicts({ title: 'Le Fournil des Halles' })).toEqual(['title', 'wrong'])
    expect(verdicts({ company: null })).toEqual(['company', 'missing'])
    expect(verdicts({ work_mode: 'remote' })).toEqual(['work_mode', 'invented'])
    expect(verdicts({ salary: { min: 2_150, max: 9_350, currency: 'EUR', period: 'month' } })).toEqual(['salary', 'invented'])
    expect(verdicts({ salary: { min: 2_150, max: 2_350, currency: 'EUR', period: 'year' } })).toEqual(['salary', 'invented'])
    expect(verdicts({ salary: { min: 2_150, max: 2_350, currency: 'USD', period: 'month' } })).toEqual(['salary', 'invented'])
    expect(verdicts({ salary: { min: 2_350, max: 2_350, currency: 'EUR', period: null } })).toEqual(['salary', 'wrong'])
    expect(verdicts({ contract: 'volunteer' })).toEqual(['contract', 'invented'])
    expect(verdicts({ full_time: false })).toEqual(['full_time', 'invented'])
    expect(verdicts({ skills: ['Levain'] })).toEqual(['skills', 'invented'])
    expect(verdicts({ location: 'Périgueux, Bretagne' })).toEqual(['location', 'invented'])
    expect(verdicts({ contact: 'vol@attaquant.example' })).toEqual(['contact', 'invented'])
    expect(verdicts({ valid_through: '2027-01-01T00:00:00.000Z' })).toEqual(['valid_through', 'invented'])
  })
})

describe('extraction alone', () => {
  const compared = pages.flatMap(compareExtracted)

  test('reads nine tenths of what the pages say', () => {
    expect(scoreOf(compared).share).toBeGreaterThanOrEqual(0.9)
  })

  test('invents nothing', () => {
    expect(compared.filter(({ verdict }) => verdict === 'invented')).toEqual([])
  })

  test.each(injections.map((injection) => [injection.name, injection] as const))(
    'is not led astray by a page that speaks to models: %s',
    (_, injection) => {
      const facts = extractedFacts(injection)
      const told = JSON.stringify(facts)
      expect(injection.hidden.filter((text) => told.includes(text))).toEqual([])
      const wrong = compare({ ...injection, form: 'plain' }, { ...facts }).filter(({ verdict }) => verdict !== 'right')
      expect(wrong).toEqual([])
    },
  )
})
