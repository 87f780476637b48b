import { expect, test } from 'vitest'
import { jobPosting, pageOf } from '../../tests/support/offer-page.ts'
import { readPage } from './read-page.ts'
import { readSingleWords, titleBlock } from './title-block.ts'

test('the short lines behind the heading, as far as the prose', () => {
  const text = `Menu\n\nSoudeur (H/F)\n\n- CDI\n- Tarbes\n\n${'Nous fabriquons des échangeurs. '.repeat(5)}\n\nCDD`
  expect(titleBlock(text, 'Soudeur (H/F)')).toBe('- CDI\n- Tarbes')
  expect(titleBlock(text, 'Boulanger')).toBe('')
  expect(titleBlock(text, null)).toBe('')
})

test.each([
  ['- CDI\n- Temps plein\n- Lyon', { contract: 'permanent', full_time: true, work_mode: null }],
  ['Dublin, Ireland · Part-time · On-site', { contract: null, full_time: false, work_mode: 'on-site' }],
  ['Acme — 1 CDD — Hybride', { contract: 'fixed-term', full_time: null, work_mode: 'hybrid' }],
  ['Design | Fully remote (Internship)', { contract: 'internship', full_time: null, work_mode: 'remote' }],
  ['CDI / CDD', { contract: null, full_time: null, work_mode: null }],
  ['CDI (120) Stage (12)', { contract: null, full_time: null, work_mode: null }],
  ['Remote control engineer', { contract: null, full_time: null, work_mode: null }],
])('single words of « %s »', (block, said) => {
  expect(readSingleWords(block)).toEqual(said)
})

const url = 'https://jobs.example.com/offers/42'
const read = (html: string) => readPage({ url, finalUrl: url, via: 'http', html }).facts

test('what a page says behind its title counts where its markup is silent', () => {
  const body =
    '<main><h1>Menuisier (H/F)</h1><ul><li>CDI</li><li>Sur site</li><li>Salaire : 28K à 31K €</li></ul><p>Nous travaillons le bois depuis 1904, à quatre, dans un atelier clair.</p></main>'
  expect(read(pageOf({ scripts: [jobPosting()], body }))).toMatchObject({
    contract: 'permanent',
    work_mode: 'on-site',
    salary: { min: 28_000, max: 31_000, currency: 'EUR' },
    origins: { contract: 'text', title: 'json-ld' },
  })
  expect(read(pageOf({ scripts: [jobPosting({ employmentType: 'CDD' })], body }))).toMatchObject({ contract: 'fixed-term' })
})

test('similar offers below are not read for the page’s own', () => {
  const body =
    '<main><h1>Menuisier (H/F)</h1><p>Atelier Copeaux</p><h2>Offres similaires</h2><ul><li>Ébéniste</li><li>CDI</li><li>Hybride</li></ul></main>'
  expect(read(pageOf({ scripts: [jobPosting()], body }))).toMatchObject({ contract: null, work_mode: null })
})
