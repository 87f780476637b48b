import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countryOf, findArea } from './areas.ts'
import { isEverydayWord } from './everyday-names.ts'
import { EXONYMS } from './exonyms.ts'
import { FRENCH_DEPARTMENTS } from './french-areas.ts'
import { distanceKm, findPlace, isStateCode } from './gazetteer.ts'
import { stateOf } from './states.ts'

test.each([
  ['Lyon', 'Lyon', 'fr', '69'],
  ['LYON', 'Lyon', 'fr', '69'],
  ['saint etienne', 'Saint-Étienne', 'fr', '42'],
  ['St-Étienne', 'Saint-Étienne', 'fr', '42'],
  ['Ste-Foy-lès-Lyon', 'Sainte-Foy-lès-Lyon', 'fr', '69'],
  ['Villeneuve d’Ascq', "Villeneuve-d'Ascq", 'fr', '59'],
  ['Ajaccio', 'Ajaccio', 'fr', '2A'],
  ['Saint-Denis', 'Saint-Denis', 'fr', '93'],
  ['Orange', 'Orange', 'fr', '84'],
  ['Vienne', 'Vienne', 'fr', '38'],
  ['Londres', 'London', 'gb', null],
  ['Genève', 'Genève', 'ch', null],
  ['Geneva', 'Genève', 'ch', null],
  ['La Défense', 'Puteaux', 'fr', '92'],
  ['Marne la Vallée', 'Champs-sur-Marne', 'fr', '77'],
  ['SF', 'San Francisco', 'us', 'CA'],
  ['Washington', 'Washington', 'us', 'DC'],
  ['Birmingham', 'Birmingham', 'gb', null],
  ['Montreal', 'Montréal', 'ca', 'QC'],
])('%s is %s (%s, %s)', (name, own, country, area) => {
  expect(findPlace(name)).toMatchObject({ name: own, country, area })
})

test.each([
  ['Saint-Denis', { area: '974' }, '974'],
  ['Birmingham', { country: 'us' }, 'AL'],
  ['Vienne', { country: 'at' }, null],
  ['Valence', { country: 'es' }, null],
])('of several called %s the hint %o tells which', (name, hint, area) => {
  expect(findPlace(name, hint)).toMatchObject({ area })
})

test.each(['', ' ', 'Trifouilly-les-Oies', '__proto__', 'constructor', '69', '🚀', '東京', 'Maçon', 'x'.repeat(10_000)])(
  '« %s » is no town',
  (name) => {
    expect(findPlace(name)).toBeNull()
  },
)

test('every other name leads to a town', () => {
  expect(Object.values(EXONYMS).filter((name) => findPlace(name) === null)).toEqual([])
})

test('every French department has a town, but for none', () => {
  const missing = Object.keys(FRENCH_DEPARTMENTS).filter((code) => !findArea(code)?.departments.includes(code))
  expect(missing).toEqual([])
})

test.each([
  ['Rhône', ['69']],
  ['69', ['69']],
  ['69003', ['69']],
  ['97410', ['974']],
  ['2a', ['2A']],
  ['département du Rhône', ['69']],
  ['Région PACA', ['04', '05', '06', '13', '83', '84']],
  ['IDF', ['75', '77', '78', '91', '92', '93', '94', '95']],
  ['région parisienne', ['75', '77', '78', '91', '92', '93', '94', '95']],
  ['Germany', []],
  ['Allemagne', []],
  ['Europe', []],
])('%s is an area of the departments %o', (name, departments) => {
  expect(findArea(name)?.departments).toEqual(departments)
})

test.each(['Lyon', '', '99', '20000', '123', 'constructor', 'region'])('« %s » is no area', (name) => {
  expect(findArea(name)).toBeUndefined()
})

test.each([
  ['FR', 'fr'],
  ['États-Unis', 'us'],
  ['UK', 'gb'],
  ['Royaume-Uni', 'gb'],
  ['The Netherlands', 'nl'],
  ['Europe', undefined],
  ['Ain', undefined],
])('the country that %s says is %s', (text, code) => {
  expect(countryOf(text)).toBe(code)
})

test('distances are those of the map', () => {
  const at = (name: string) => findPlace(name)?.coordinates ?? { lat: 0, lon: 0 }
  expect(distanceKm(at('Lyon'), at('Paris'))).toBeCloseTo(392, -1)
  expect(distanceKm(at('Lyon'), at('Villeurbanne'))).toBeLessThan(5)
  expect(distanceKm(at('Lyon'), at('Lyon'))).toBe(0)
  expect(distanceKm({ lat: 0, lon: 179.5 }, { lat: 0, lon: -179.5 })).toBeCloseTo(111, 0)
})

test('a word is a town only where it is written as one', () => {
  expect(['mobile', 'Mission', 'nice', 'reading'].map(isEverydayWord)).toEqual([true, true, true, true])
  expect(['Nice', 'lyon', 'Gap'].map(isEverydayWord)).toEqual([false, false, false])
  expect([isStateCode('TX'), isStateCode('FR')]).toEqual([true, false])
  expect(['D.C.', 'ON', 'Ontario', 'new york', 'Québec', 'France', 'on', ''].map(stateOf)).toEqual([
    'DC',
    'ON',
    'ON',
    'NY',
    'QC',
    undefined,
    undefined,
    undefined,
  ])
})

test('the file stays small', () => {
  expect(statSync(join(import.meta.dirname, 'places.tsv')).size).toBeLessThan(500_000)
})
