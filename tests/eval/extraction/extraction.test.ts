import { expect, test } from 'vitest'
import { FACT_ORIGINS } from '../../../core/domain/offer-facts.ts'
import { compare } from './compare.ts'
import { pages } from './pages.ts'

test.each(pages.map((page) => [page.name, page] as const))('every field is read right on the page: %s', (_, page) => {
  const wrong = compare(page).filter(({ verdict }) => verdict !== 'right')
  expect(wrong.map(({ field, expected, read }) => ({ field, expected, read }))).toEqual([])
})

test('there are 60 pages and more, of every origin, in both languages', () => {
  const offers = pages.flatMap(({ expected }) => expected.offers ?? [])
  expect(pages.length).toBeGreaterThanOrEqual(60)
  expect(new Set(pages.map(({ name }) => name)).size).toBe(pages.length)
  expect(new Set(offers.flatMap(({ origin, origins = {} }) => [origin, ...Object.values(origins)]))).toEqual(new Set(FACT_ORIGINS))
  expect(new Set(offers.map(({ language = 'fr' }) => language))).toEqual(new Set(['fr', 'en']))
})

test('a field that differs is told: as wrong, missing or unexpected', () => {
  const [page] = pages
  if (page === undefined) throw new Error('There is no page')
  const [offer] = page.expected.offers ?? []
  if (offer === undefined) throw new Error('There is no offer')
  const verdicts = (changed: object) =>
    compare({ ...page, expected: { ...page.expected, offers: [{ ...offer, ...changed }] } })
      .filter(({ verdict, field }) => verdict !== 'right' && field !== 'origins')
      .map(({ field, verdict }) => [field, verdict])
  expect(verdicts({ title: 'Menuisière' })).toEqual([['title', 'wrong']])
  expect(verdicts({ work_mode: 'remote' })).toEqual([['work_mode', 'missing']])
  expect(verdicts({ salary: null })).toEqual([['salary', 'unexpected']])
  expect(verdicts({ text: { starts: 'L’atelier', ends: 'bienvenus.', lacks: ['escaliers'] } })).toEqual([['text', 'wrong']])
})
