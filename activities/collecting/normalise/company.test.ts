import { expect, test } from 'vitest'
import { readCompany } from './company.ts'

test.each([
  ['Acme', 'Acme'],
  ['  Acme   Corp ', 'Acme Corp'],
  ['Acme SAS', 'Acme SAS'],
  ['"Acme"', 'Acme'],
  ['« Acme »', 'Acme'],
  ['Dupont &amp; Fils', 'Dupont & Fils'],
  ['<b>Acme</b>', 'Acme'],
  ['SOCIÉTÉ GÉNÉRALE DE TRAVAUX', 'Société Générale de Travaux'],
  ['CRÉDIT AGRICOLE', 'Crédit Agricole'],
  ['BNP PARIBAS', 'BNP Paribas'],
  ['L’ORÉAL FRANCE', 'L’Oréal France'],
  ['GROUPE SNCF', 'Groupe SNCF'],
  ['ADECCO', 'Adecco'],
  ['CAPGEMINI', 'Capgemini'],
  ['EDF', 'EDF'],
  ['ALSTOM', 'Alstom'],
  ['LVMH', 'LVMH'],
  ['IBM', 'IBM'],
  ['SNCF', 'SNCF'],
  ['Decathlon', 'Decathlon'],
  ['Acme - Careers', 'Acme'],
  ['Acme (Jobs)', 'Acme'],
  ['Acme | Offres d’emploi', 'Acme'],
  ['Acme - Site de Lyon', 'Acme - Site de Lyon'],
  ['37signals', '37signals'],
  ['株式会社', '株式会社'],
])('« %s » is « %s »', (name, expected) => {
  expect(readCompany(name)).toBe(expected)
})

test.each([
  null,
  '',
  '  ',
  '-',
  '🚀',
  'Confidentiel',
  'CONFIDENTIEL',
  'Anonyme',
  'Entreprise confidentielle',
  '(Confidential)',
  '<b></b>',
  'N/A',
  'n.a.',
  'Non renseigné',
  'Notre client',
  'Client confidentiel',
  'Our client',
  'undefined',
  'null',
  'None',
  'Unknown',
  'Société non précisée',
])('%o names nobody', (name) => {
  expect(readCompany(name)).toBeNull()
})

test.each(['Anonyme Studio', 'Confidentiel Défense', 'Notre Client Mystère', 'NASA'])('« %s » is a name all the same', (name) => {
  expect(readCompany(name)).toBe(name)
})
