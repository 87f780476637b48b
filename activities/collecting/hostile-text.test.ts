import { expect, test } from 'vitest'
import { keywordsOf } from '../../core/domain/query-rules.ts'
import { aligned, cut } from './normalise/aligned.ts'
import { readCompany } from './normalise/company.ts'
import { readSourceContract } from './normalise/contract.ts'
import { readPostedAt } from './normalise/dates.ts'
import { withoutGender } from './normalise/gender.ts'
import { modeOf, readLocation } from './normalise/location.ts'
import { readSalary } from './normalise/salary.ts'
import { readSaidSeniority } from './normalise/seniority.ts'
import { readTitle } from './normalise/title.ts'
import * as noise from './normalise/title-noise.ts'
import { readWorkMode } from './normalise/work-mode.ts'
import { countryOf, findArea } from './places/areas.ts'
import { findPlace } from './places/gazetteer.ts'
import { placeIn, placeOf } from './understanding/query-place.ts'
import { queryLanguage } from './understanding/query-words.ts'
import { readByRules } from './understanding/rules.ts'
import { soughtWords, wordsOf } from './word-forms.ts'

const LENGTH = 20_000
const NOW = { now: new Date('2026-11-23T12:00:00Z'), dayFirst: true }
const PATTERNS = Object.values(noise).flat()

/** What is repeated: words that many patterns begin with, and signs that they go on with. */
const UNITS = [
  ...[
    'a',
    '1',
    ' ',
    '\t',
    '\n',
    '\u00a0',
    '(',
    ')',
    '[',
    '-',
    ' - ',
    '/',
    ' / ',
    ',',
    ', ',
    ';',
    ':',
    '!',
    '|',
    '•',
    '.',
    '·',
    '·e',
    '(e)',
    '*',
    '#',
    '+',
  ],
  ...[
    '€',
    '$ ',
    '1 ',
    '12 ',
    '1,',
    '1.000 ',
    '45k ',
    '1 - ',
    '45 €',
    '69003 ',
    '(69) ',
    '2a ',
    '9e ',
    'cedex ',
    '3 j/',
    '100 % ',
    '2026-',
    '12/',
    '2026/2027 ',
  ],
  ...['de ', 'de : ', 'salaire de ', 'entre ', 'a partir de ', 'from ', 'd’', "l'", 'à ', 'en ', 'un ', 'une ', 'et ', 'ou ', 'and ', 'sur ', 'in '],
  ...[
    'cdi ',
    'stage ',
    'stage de ',
    'contrat ',
    'contrat de ',
    'en alternance ',
    'mission ',
    'full time ',
    'permanent ',
    'urgent ',
    'urgent!',
    'new!',
  ],
  ...[
    'we are looking for ',
    'nous recrutons un ',
    'hiring : ',
    'recherche ',
    'remote ',
    'télétravail ',
    'télétravail 2 j ',
    'hybride ',
    '2 jours de ',
    'réf ',
    'réf.',
    '[réf',
  ],
  ...[
    'Lyon ',
    'Lyon, ',
    'Lyon / ',
    'Grand ',
    'Greater ',
    'région de ',
    'près de ',
    'proche ',
    'saint ',
    'St ',
    'Paris et ',
    'France, ',
    'TX, ',
    'New York ',
  ],
  ...[
    'h/f ',
    'H/F/',
    '(h',
    '(m/w/',
    'Chargé / ',
    'Chargée ',
    'homme / ',
    'é',
    'e\u0301',
    '\u0301',
    'œ',
    'İ',
    '🚀',
    '\u200d',
    'データ',
    '<b>',
    '&amp;',
    'il y a ',
    'x1',
    'Aa',
  ],
]
const TEXTS = UNITS.map((unit) => `${unit.repeat(Math.ceil(LENGTH / unit.length)).slice(0, LENGTH)}x!`)
/** What is called behind a cut to 300 or 500 characters: a good deal more than it will ever see. */
const line = (text: string) => text.slice(-2_000)

test.each<[string, (text: string) => unknown]>([
  ['a title', (text) => readTitle(text, { company: 'Acme', places: ['Lyon'] })],
  ['a title’s noise', (text) => PATTERNS.map((pattern) => (pattern.global ? cut(line(text), pattern) : pattern.test(aligned(line(text)))))],
  ['a gender', (text) => withoutGender(line(text))],
  ['a company', readCompany],
  ['a place', (text) => readLocation([text])],
  ['a work mode', (text) => [modeOf(text), readWorkMode(text)]],
  ['a contract', (text) => readSourceContract([text])],
  ['a date', (text) => readPostedAt(text, NOW)],
  ['pay', (text) => readSalary(text)],
  ['a seniority', readSaidSeniority],
  ['a name of the map', (text) => [findPlace(text), findArea(text), countryOf(text)]],
  ['a query', (text) => readByRules(text, null)],
  ['a query’s place', (text) => [readByRules('x', text), placeIn(text.slice(0, 500), true), placeOf(text.slice(0, 500))]],
  ['words', (text) => [keywordsOf(text), queryLanguage(text), soughtWords(text), wordsOf(text)]],
])('%s of endless repetitions is read in no time', (_, read) => {
  const slowest = TEXTS.map((text) => {
    const started = performance.now()
    read(text)
    return { ms: performance.now() - started, text: text.slice(0, 30) }
  }).reduce((one, other) => (other.ms > one.ms ? other : one))
  expect(slowest, slowest.text).toSatisfy(({ ms }) => ms < 1_000)
})
