import { expect, test } from 'vitest'
import { readLabels } from './labels.ts'
import { renderText } from './plain-text.ts'
import { readTextFacts } from './text-facts.ts'

const french = (text: string) => readTextFacts(null, text, 'fr')
const english = (text: string) => readTextFacts(null, text, 'en')

test('a row of two cells is a label and its value; other tables are not', () => {
  const table = (rows: string) => renderText(`<table>${rows}</table>`)
  expect(table('<tr><td>Employeur</td><td>Ville de Lyon</td></tr><tr><th><b>Lieu</b></th><td>Lyon</td></tr>')).toBe(
    'Employeur : Ville de Lyon\nLieu : Lyon',
  )
  expect(table('<tr><td>Closing date:</td><td>4 May 2027</td></tr>')).toBe('Closing date: 4 May 2027')
  expect(table('<tr><td><a href="/">Home</a><br>Jobs</td><td>Baker</td></tr>')).not.toContain(':')
  expect(table('<tr><td>Lun</td><td>8 h</td><td>12 h</td></tr>')).not.toContain(':')
  expect(table(`<tr><td>${'Une longue phrase. '.repeat(4)}</td><td>x</td></tr>`)).not.toContain(':')
})

test('a sentence may be a label with its value', () => {
  expect(readLabels('Contrat : CDI, 39 heures. Salaire : de 36 000 à 44 000 € brut par an.')).toEqual({
    contract: 'CDI, 39 heures',
    salary: 'de 36 000 à 44 000 € brut par an',
  })
  expect(french('Astreinte une semaine sur cinq. Salaire : 2 100 € à 2 500 € brut par mois sur 13 mois.').salary).toEqual({
    min: 2_100,
    max: 2_500,
    currency: 'EUR',
    period: 'month',
  })
})

test('a heading may be the label of the line below it', () => {
  expect(french('Salaire\n\n48 - 56 k€ brut annuel\n\nTélétravail\n\nPonctuel autorisé')).toMatchObject({
    salary: { min: 48_000, max: 56_000, currency: 'EUR', period: 'year' },
    work_mode: 'hybrid',
  })
  expect(english('Salary\n\nWe pay well, and we publish what everybody earns once a year.').salary).toBe(null)
  expect(english('Company\n\nNorth Sea Ferries').company, 'a heading of a paragraph as likely').toBe(null)
})

test.each([
  ['Ring Isla on 01434 000 222. Closing date: 31 January 2027.', '2027-01-31'],
  ['Tell us about something you made. Apply by December 20, 2026.', '2026-12-20'],
  ['Send your CV and a covering letter to jobs@otter.example by 4 January 2027.', null],
  ['Applications are welcome by 4 January 2027.', '2027-01-04'],
])('a deadline in English: %s', (text, day) => {
  expect(english(text).valid_through?.slice(0, 10) ?? null).toBe(day)
})

test.each([
  ['Dossier à déposer sur la plateforme avant le 15 janvier 2027.', '2027-01-15'],
  ['Candidatures jusqu’au 18/12/2026.', '2026-12-18'],
  ['Le magasin ouvre avant le 15 janvier 2027.', null],
  ['Date limite de dépôt : 3 mars 2027', '2027-03-03'],
])('une date limite : %s', (text, day) => {
  expect(french(text).valid_through?.slice(0, 10) ?? null).toBe(day)
})

test('where a post is based', () => {
  expect(french('Poste basé à Épinal, chantiers dans un rayon de 80 km.').location).toBe('Épinal')
  expect(french('Le poste est situé à Boulogne-sur-Mer et à Calais.').location).toBe('Boulogne-sur-Mer')
  expect(french('Poste basé à domicile.').location).toBe(null)
  expect(english('The role is based in Newcastle upon Tyne and pays well.').location).toBe('Newcastle upon Tyne')
})

test('hours are read where the contract is', () => {
  expect(french('POSTE À POURVOIR EN CDI - TEMPS PLEIN')).toMatchObject({ contract: 'permanent', full_time: true })
  expect(french('Une équipe de douze personnes à temps plein.').full_time).toBe(null)
})

test('work by day and night in turns is no apprenticeship', () => {
  expect(french('Poste en CDI. Horaires en 12 h, jour et nuit en alternance.').contract).toBe('permanent')
})
