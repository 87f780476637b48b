import { expect, test } from 'vitest'
import { readSourceContract } from './contract.ts'
import { readSaidSeniority, readTitleSeniority } from './seniority.ts'
import { readWorkMode } from './work-mode.ts'

test.each([
  [true, 'remote'],
  [false, null],
  [null, null],
  ['', null],
  ['on-site', 'on-site'],
  ['onsite', 'on-site'],
  ['OnSite', 'on-site'],
  ['In office', 'on-site'],
  ['Sur site', 'on-site'],
  ['Hybrid', 'hybrid'],
  ['hybride', 'hybrid'],
  ['Télétravail partiel', 'hybrid'],
  ['partial', 'hybrid'],
  ['2 jours de télétravail', 'hybrid'],
  ['remote', 'remote'],
  ['Remote', 'remote'],
  ['fully_remote', 'remote'],
  ['FullyRemote', 'remote'],
  ['TELECOMMUTE', 'remote'],
  ['Télétravail', 'remote'],
  ['100 % télétravail', 'remote'],
  ['pas de télétravail', 'on-site'],
  ['unspecified', null],
  ['constructor', null],
])('the work mode that %o says is %s', (value, mode) => {
  expect(readWorkMode(value)).toBe(mode)
})

test.each<[string[], string | null]>([
  [['CDI'], 'permanent'],
  [['CDD'], 'fixed-term'],
  [['MIS'], 'temporary'],
  [['SAI'], 'temporary'],
  [['DIN'], 'permanent'],
  [['LIB'], 'freelance'],
  [['Contrat à durée déterminée - 6 Mois'], 'fixed-term'],
  [['Durée indéterminée'], 'permanent'],
  [['Contrat d’apprentissage'], 'apprenticeship'],
  [['FullTime'], null],
  [['Full Time', 'Intern'], 'internship'],
  [['Intern'], 'internship'],
  [['Contract'], 'freelance'],
  [['CONTRACTOR'], 'freelance'],
  [['Temporary'], 'temporary'],
  [['FULL_TIME', 'PERMANENT'], 'permanent'],
  [['fulltime_permanent'], 'permanent'],
  [['fulltime_fixed_term'], 'fixed-term'],
  [['Full-time, Permanent'], 'permanent'],
  [['VIE'], 'fixed-term'],
  [['Praktikum'], 'internship'],
  [['unbefristet'], 'permanent'],
  [['OTHER'], 'other'],
  [['CDI', 'CDD'], null],
  [['constructor'], null],
  [[''], null],
  [[], null],
])('the contract that %o say is %s', (values, contract) => {
  expect(readSourceContract(values)).toBe(contract)
})

test.each([
  ['Junior Data Analyst', 'junior'],
  ['Data Analyst Jr.', 'junior'],
  ['Comptable débutant', 'junior'],
  ['Développeuse confirmée', 'mid'],
  ['Mid-level Engineer', 'mid'],
  ['Senior Data Engineer', 'senior'],
  ['Sr. Data Engineer', 'senior'],
  ['Développeur expérimenté', 'senior'],
  ['Lead Developer', 'lead'],
  ['Tech Lead Java', 'lead'],
  ['Staff Engineer', 'staff'],
  ['Principal Engineer', 'principal'],
  ['Head of Sales', 'head'],
  ['Directrice marketing', 'director'],
  ['Chief Technology Officer', 'executive'],
  ['VP Engineering', 'executive'],
  ['Data Engineer', null],
  ['Executive Assistant', null],
  ['Account Executive', null],
  ['Expert-comptable', null],
  ['Staff Nurse', null],
  ['Lead Generation Specialist', null],
  ['Assistante de direction', null],
  ['CDD 6 mois comptable', null],
])('the title « %s » asks for %s', (title, seniority) => {
  expect(readTitleSeniority(title, null)).toBe(seniority)
})

test.each([
  ['Mid-Senior level', 'mid'],
  ['Entry level', 'junior'],
  ['Senior', 'senior'],
  ['Director', 'director'],
  ['Executive', 'executive'],
  ['36 months', 'mid'],
  ['60 months', 'senior'],
  ['6 mois', 'junior'],
  ['5 ans', 'senior'],
  ['3+ years', 'mid'],
  ['Débutant accepté', 'junior'],
  ['Expérience exigée', null],
])('a source that says « %s » asks for %s', (said, seniority) => {
  expect(readSaidSeniority(said)).toBe(seniority)
})

test('whoever is offered an internship is an intern', () => {
  expect(readTitleSeniority('Senior data analyst', 'internship')).toBe('internship')
})
