import { expect, test } from 'vitest'
import type { CollectedOffer } from '../../core/domain/collected-offer.ts'
import { matches } from './matching.ts'
import { normalise } from './normalise/index.ts'
import { NOTHING_SAID, type RawOffer } from './raw-offer.ts'
import { readByRules } from './understanding/rules.ts'

const now = new Date('2026-11-23T12:00:00Z')

function offer(raw: Partial<RawOffer>): CollectedOffer {
  const read = normalise(
    { ...NOTHING_SAID, title: 'Data scientist', url: 'https://jobs.example.com/1', ...raw },
    { source: 'greenhouse', sourceUrl: null, now },
  )
  if ('rejected' in read) throw new Error(read.rejected)
  return read
}
const judged = (raw: Partial<RawOffer>, query: string, location: string | null = null) => matches(offer(raw), readByRules(query, location))

test.each<[string, Partial<RawOffer>]>([
  ['data scientist', {}],
  ['Data Scientist', { title: 'DATA SCIENTIST senior' }],
  ['data python', { text: 'Vous maîtrisez Python.' }],
  ['data python', { skills: ['Python 3'] }],
  ['développeur', { title: 'Développeuse web' }],
  ['développeuse', { title: 'Développeur web' }],
  ['développeur python', { title: 'Python developer' }],
  ['developer', { title: 'Développeur·euse full-stack' }],
  ['ingénieur data', { title: 'Data Engineer' }],
  ['infirmière', { title: 'Infirmier de nuit' }],
  ['directrice commerciale', { title: 'Directeur commercial', text: 'La direction commerciale…' }],
  ['fullstack', { title: 'Développeur full stack' }],
  ['full-stack', { title: 'Fullstack developer' }],
  ['node.js', { title: 'Développeur NodeJS' }],
  ['node', { title: 'Développeur Node.js' }],
  ['c++', { title: 'Développeur C++' }],
  ['.net', { title: 'Développeur .NET' }],
  ['golang', { title: 'Backend engineer (Go)' }],
  ['compta', { title: 'Comptable' }],
  ['R', { title: 'Statisticien R' }],
  ['cœur', { title: 'Chirurgien du coeur' }],
  ['data scientists', {}],
  ['R&D engineer', { title: 'R&D Engineer' }],
  ['développeuses web', { title: 'Développeur web' }],
  ['emploi', {}],
  ['assistante RH', { title: 'Assistant RH' }],
  ['agente de sécurité', { title: 'Agent de sécurité' }],
  ['avocate', { title: 'Avocat' }],
  ['boulangère', { title: 'Boulanger' }],
  ['bouchère', { title: 'Boucher' }],
  ['aide soignante', { title: 'Aide-soignant (H/F)' }],
  ['étudiante', { title: 'Job étudiant' }],
  ['mécanicienne', { title: 'Mécaniciens' }],
  ['agent', { title: 'Agentes de nettoyage' }],
  ['commerciale', { title: 'Commerciaux terrain' }],
  ['employée de banque', { title: 'Employé de banque' }],
  ['informa', { title: 'Informaticien' }],
  ['responsable', { title: 'Responsable paie' }],
  ['chef de projet', { title: 'Chef de projet digital' }],
])('by its words « %s » finds %o', (query, raw) => {
  expect(judged(raw, query)).toBeUndefined()
})

test.each<[string, Partial<RawOffer>]>([
  ['data scientist', { title: 'Comptable', text: 'Avec nos data scientists.' }],
  ['data scientist', { title: 'Data engineer' }],
  ['java', { title: 'Développeur JavaScript' }],
  ['c', { title: 'Comptable' }],
  ['R', { title: 'Recruteur' }],
  ['go', { title: 'Good manager' }],
  ['c++', { title: 'Développeur C#' }],
  ['excel', { title: 'Excellence manager' }],
  ['python', { title: 'Data scientist', text: 'Python' }],
  ['chef de projet', { title: 'Chef de partie', text: 'Un projet de restaurant.' }],
  ['assistante comptable', { title: 'Assistante dentaire', text: 'Quelques tâches comptables.' }],
  ['car', { title: 'Carpenter' }],
  ['port', { title: 'Portfolio manager' }],
  ['lead', { title: 'Leadership coach' }],
  ['data', { title: 'Database administrator' }],
  ['nurse', { title: 'Nursery manager' }],
  ['sales', { title: 'Salesforce developer' }],
])('by its words « %s » does not find %o', (query, raw) => {
  expect(judged(raw, query)).toBe('other_words')
})

test.each<[string, Partial<RawOffer>]>([
  ['à Lyon', { locations: ['Lyon, France'] }],
  ['à Lyon', { locations: ['69 - LYON 03'] }],
  ['à Lyon', { locations: ['Villeurbanne'] }],
  ['à Lyon', { locations: ['Paris', 'Lyon'] }],
  ['à Lyon', { locations: ['Paris / Lyon'] }],
  ['à Lyon', { locations: [], coordinates: { lat: 45.7, lon: 4.8 } }],
  ['à Lyon', { locations: ['Campus Ouest'], coordinates: { lat: 45.7, lon: 4.8 } }],
  ['à Lyon', { locations: [] }],
  ['à Lyon', { locations: ['Siège social'] }],
  ['à Lyon', { locations: ['France'] }],
  ['à Lyon', { locations: ['Auvergne-Rhône-Alpes'] }],
  ['à Lyon', { locations: ['Rhône'] }],
  ['à Lyon', { locations: ['Tokyo'], workMode: 'remote' }],
  ['à Lyon', { locations: ['Remote - Europe'] }],
  ['à moins de 120 km de Lyon', { locations: ['Grenoble'] }],
  ['à Londres', { locations: ['London, UK'] }],
  ['en Île-de-France', { locations: ['Courbevoie'] }],
  ['en Île-de-France', { locations: ['75 - Paris 9e'] }],
  ['en Île-de-France', { locations: ['IDF'] }],
  ['en Île-de-France', { locations: ['Yvelines'] }],
  ['en Île-de-France', { locations: ['France'] }],
  ['à Paris', { locations: ['Paris HQ'] }],
  ['à Lyon', { locations: ['Agence de Lyon'] }],
  ['à Lyon', { locations: ['69380 Chazay-d’Azergues'] }],
  ['en France', { locations: ['12345 Petit-Village'] }],
  ['en France', { locations: ['Trifouilly (12)'] }],
  ['Grand Est', { locations: ['Grand Est'] }],
  ['Grand Est', { locations: ['Strasbourg'] }],
  ['en Espagne', { locations: ['Remote - Germany, Spain, Portugal'] }],
  ['à Lyon', { locations: ['United States', 'Europe'], workMode: 'remote' }],
  ['69', { locations: ['Villefranche-sur-Saône'] }],
  ['en Allemagne', { locations: ['Berlin, Germany'] }],
  ['en Allemagne', { locations: ['München'] }],
  ['en France', { locations: ['Brest'] }],
  ['à Trifouilly', { locations: ['Trifouilly-les-Oies'] }],
])('« data scientist %s » finds %o', (place, raw) => {
  expect(judged(raw, `data scientist ${place}`)).toBeUndefined()
})

test.each<[string, Partial<RawOffer>]>([
  ['à Lyon', { locations: ['Paris'] }],
  ['à Lyon', { locations: ['Grenoble'] }],
  ['à Lyon', { locations: ['Île-de-France'] }],
  ['à Lyon', { locations: ['Germany'] }],
  ['à Lyon', { locations: ['Tokyo'] }],
  ['à Lyon', { locations: ['Paris'], workMode: 'hybrid' }],
  ['à Lyon', { locations: [], coordinates: { lat: 48.85, lon: 2.35 } }],
  ['à Paris', { locations: ['Paris, TX'] }],
  ['à Saint-Denis (974)', { locations: ['93200 Saint-Denis'] }],
  ['à moins de 5 km de Lyon', { locations: ['Vienne (38)'] }],
  ['en Île-de-France', { locations: ['Lyon'] }],
  ['en Île-de-France', { locations: ['Auvergne-Rhône-Alpes'] }],
  ['en Allemagne', { locations: ['Paris'] }],
  ['à Trifouilly', { locations: ['Lyon'] }],
  ['à Londres', { locations: ['London, Ontario'] }],
  ['in London, Ontario', { locations: ['London, UK'] }],
  ['à Lyon', { locations: ['12345 Petit-Village'] }],
  ['à Lyon', { locations: ['US-Remote'] }],
  ['à Lyon', { locations: ['United States'], workMode: 'remote' }],
  ['en France', { locations: ['Remote (US)'] }],
])('« data scientist %s » does not find %o', (place, raw) => {
  expect(judged(raw, `data scientist ${place}`)).toBe('other_place')
})

test.each<[string, RawOffer['workMode'], string, boolean]>([
  ['en télétravail', 'remote', '', true],
  ['en télétravail', null, '100 % télétravail', true],
  ['en télétravail', 'hybrid', '', false],
  ['en télétravail', null, '', false],
  ['télétravail partiel', 'hybrid', '', true],
  ['télétravail partiel', 'remote', '', true],
  ['télétravail partiel', 'onsite', '', false],
  ['sur site', null, '', true],
  ['sur site', 'hybrid', '', true],
  ['sur site', 'remote', '', false],
])('« data scientist %s »: an offer that is %s (%s) is found: %s', (asked, workMode, text, isFound) => {
  expect(judged({ workMode, text }, `data scientist ${asked}`)).toBe(isFound ? undefined : 'other_work_mode')
})

test.each<[string, string[], boolean]>([
  ['CDI', ['CDI'], true],
  ['CDI', [], true],
  ['CDI', ['Intern'], false],
  ['CDD', ['TEMPORARY'], true],
  ['stage', ['Intern'], true],
  ['stage', [], false],
  ['alternance', ['Intern'], false],
  ['freelance', [], false],
  ['CDI', ['CDD'], false],
])('« %s data scientist »: an offer that says %o is found: %s', (asked, contract, isFound) => {
  expect(judged({ contract }, `${asked} data scientist`)).toBe(isFound ? undefined : 'other_contract')
})

test('an offer whose end has passed is not found', () => {
  expect(judged({ validThrough: '2026-11-20' }, 'data scientist')).toBe('closed')
})

test('ten thousand offers are judged in seconds', () => {
  const text = 'Vous rejoindrez une équipe de data engineers passionnés par Python et Spark. '.repeat(60)
  const one = offer({ text, locations: ['Lyon'] })
  const query = readByRules('data spark kafka à Lyon', null)
  const started = performance.now()
  for (let count = 0; count < 1_000; count += 1) matches(one, query)
  expect(performance.now() - started).toBeLessThan(2_000)
})
