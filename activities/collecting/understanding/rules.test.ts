import { expect, test } from 'vitest'
import { readByRules } from './rules.ts'

interface Understood {
  keywords: string
  place?: string | null
  radiusKm?: number
  department?: string | null
  workMode?: string | null
  contract?: string | null
  language?: 'fr' | 'en'
}

test.each<[string, Understood]>([
  ['Je veux travailler comme serveuse au Mans', { keywords: 'serveuse', place: 'Le Mans' }],
  ['cuisinier au Havre', { keywords: 'cuisinier', place: 'Le Havre' }],
  ['cuisinier aux Sables-d’Olonne', { keywords: 'cuisinier', place: "Les Sables-d'Olonne" }],
  ['infirmier à Évry-Courcouronnes', { keywords: 'infirmier', place: 'Évry' }],
  ['Je recherche un poste de data scientist proche de Lyon', { keywords: 'data scientist', place: 'Lyon', radiusKm: 30, department: '69' }],
  ['développeur Python en télétravail', { keywords: 'développeur Python', workMode: 'remote' }],
  ['remote backend engineer (Go) in Berlin', { keywords: 'backend engineer Go', place: 'Berlin', workMode: 'remote', language: 'en' }],
  ['alternance marketing à Paris 9e', { keywords: 'marketing', place: 'Paris', contract: 'apprenticeship' }],
  ['CDI comptable 69', { keywords: 'comptable', place: 'Rhône', department: '69', contract: 'permanent' }],
  ['stage UX designer Île-de-France', { keywords: 'UX designer', place: 'Île-de-France', contract: 'internship' }],
  ['data engineer à moins de 50 km de Lyon', { keywords: 'data engineer', place: 'Lyon', radiusKm: 50 }],
  ['nurse within 20 miles of Leeds', { keywords: 'nurse', place: 'Leeds', radiusKm: 32, language: 'en' }],
  ['comptable dans un rayon de 10 km autour de Villeurbanne', { keywords: 'comptable', place: 'Villeurbanne', radiusKm: 10 }],
  ['comptable Lyon 15km', { keywords: 'comptable', place: 'Lyon', radiusKm: 15 }],
  ['développeur C++ / C# à Toulouse', { keywords: 'développeur C++ C#', place: 'Toulouse' }],
  ['developpeur .net nantes', { keywords: 'developpeur .net', place: 'Nantes' }],
  ['Node.js developer London', { keywords: 'Node.js developer', place: 'London', language: 'en' }],
  ['data scientist', { keywords: 'data scientist' }],
  ['Développeur·euse web (H/F) à Nice', { keywords: 'Développeur web', place: 'Nice' }],
  ['cherche un emploi de serveuse à Saint-Étienne', { keywords: 'serveuse', place: 'Saint-Étienne' }],
  ['chef de projet digital sur Bordeaux en CDD', { keywords: 'chef projet digital', place: 'Bordeaux', contract: 'fixed-term' }],
  ['I am looking for a product manager position in Dublin, Ireland', { keywords: 'product manager', place: 'Dublin', language: 'en' }],
  ['Looking for remote customer support jobs', { keywords: 'customer support', workMode: 'remote', language: 'en' }],
  ['full remote data analyst freelance', { keywords: 'data analyst', workMode: 'remote', contract: 'freelance' }],
  ['télétravail partiel juriste Lille', { keywords: 'juriste', place: 'Lille', workMode: 'hybrid' }],
  ['CDI ou CDD comptable', { keywords: 'comptable', contract: null }],
  ['stage ou alternance en communication à Rennes', { keywords: 'communication', place: 'Rennes', contract: null }],
  ['développeur mobile', { keywords: 'développeur mobile' }],
  ['chargé de mission à Gap', { keywords: 'chargé mission', place: 'Gap' }],
  ['teacher in Reading', { keywords: 'teacher', place: 'Reading', language: 'en' }],
  ['boulanger à Trifouilly-les-Oies', { keywords: 'boulanger', place: 'Trifouilly-les-Oies', department: null }],
  ['infirmière Saint-Denis 974', { keywords: 'infirmière', place: 'Saint-Denis', department: '974' }],
  ['infirmière Saint-Denis (93)', { keywords: 'infirmière', place: 'Saint-Denis', department: '93' }],
  ['comptable 69003 Lyon', { keywords: 'comptable', place: 'Lyon' }],
  ['vendeur dans le Rhône', { keywords: 'vendeur', place: 'Rhône', department: '69' }],
  ['ingénieur en Allemagne', { keywords: 'ingénieur', place: 'Allemagne', department: null }],
  ['développeur Java 10 ans d’expérience', { keywords: 'développeur Java' }],
  ['data engineer (Python, Spark) London or Paris', { keywords: 'data engineer Python Spark', place: 'London', language: 'en' }],
  ['comptable Lyon, Grenoble ou Annecy', { keywords: 'comptable', place: 'Lyon' }],
  ['jobs for .NET developers in Austin, TX', { keywords: '.NET developers', place: 'Austin', language: 'en' }],
  ['conducteur de bus région lyonnaise', { keywords: 'conducteur bus', place: 'Lyon' }],
  ['ingénieur système à Saint-Denis de la Réunion', { keywords: 'ingénieur système', place: 'Saint-Denis', department: '974' }],
  [
    'alternance développeur web Bac+3 à partir de septembre 2026 à Montpellier',
    { keywords: 'développeur web', place: 'Montpellier', contract: 'apprenticeship' },
  ],
  ['je ne veux pas de télétravail, comptable à Metz', { keywords: 'comptable', place: 'Metz', workMode: 'on-site' }],
  ['médecin du travail en Corse', { keywords: 'médecin travail', place: 'Corse' }],
  ['responsable e-commerce sur Lyon, 2 jours de télétravail', { keywords: 'responsable e commerce', place: 'Lyon', workMode: 'hybrid' }],
  ['chef cuisinier Orange', { keywords: 'chef cuisinier Orange' }],
  ['alternance', { keywords: '', contract: 'apprenticeship' }],
  ['temps partiel vendeur full-stack', { keywords: 'vendeur full stack' }],
  ['emploi à Lyon', { keywords: '', place: 'Lyon' }],
  ['développeur R', { keywords: 'développeur R' }],
  ['chargé d’affaires Lyon', { keywords: 'chargé affaires', place: 'Lyon' }],
  ['data analyst 45k€ Paris', { keywords: 'data analyst', place: 'Paris' }],
  ['data analyst 45k Paris', { keywords: 'data analyst', place: 'Paris' }],
  ['comptable entre 30 000 et 35 000 € à Lyon', { keywords: 'comptable', place: 'Lyon' }],
  ['mission freelance React 500€/jour', { keywords: 'React', contract: 'freelance' }],
  ['développeur à 30 min de Lyon', { keywords: 'développeur', place: 'Lyon' }],
  ['nurse in London 2027', { keywords: 'nurse', place: 'London', language: 'en' }],
  ['moins de 35h comptable', { keywords: 'comptable' }],
  ['infirmier Suisse romande', { keywords: 'infirmier', place: 'Suisse romande' }],
  ['pas de stage, data scientist Lyon', { keywords: 'data scientist', place: 'Lyon' }],
  ['data scientist Lyon, ni stage ni alternance', { keywords: 'data scientist', place: 'Lyon' }],
  ['no internship, data analyst in Leeds', { keywords: 'data analyst', place: 'Leeds' }],
  ['tout sauf commercial à Lyon', { keywords: '', place: 'Lyon' }],
  ['data scientist, mais pas à Paris', { keywords: 'data scientist' }],
  ['comptable hors Île-de-France', { keywords: 'comptable' }],
  ['comptable à Lyon, pas en télétravail', { keywords: 'comptable', place: 'Lyon', workMode: 'on-site' }],
  ['nurse in Leeds, not in London', { keywords: 'nurse', place: 'Leeds', language: 'en' }],
  ['comptable en dehors de l’Isère', { keywords: 'comptable' }],
  ['comptable hors Paris et Lyon', { keywords: 'comptable' }],
  ['comptable, pas à Paris ni à Lyon', { keywords: 'comptable' }],
  ['vendeur, pas à Paris mais à Lyon', { keywords: 'vendeur', place: 'Lyon' }],
  ['nurse, not in London or Leeds', { keywords: 'nurse', language: 'en' }],
  ['nurse not in New York', { keywords: 'nurse' }],
  ['comptable pas à Saint Étienne', { keywords: 'comptable' }],
  ['développeur pas en région parisienne', { keywords: 'développeur' }],
  ['outside sales representative in Leeds', { keywords: 'outside sales representative', place: 'Leeds', language: 'en' }],
  ['comptable pas à distance à Lyon', { keywords: 'comptable', place: 'Lyon', workMode: 'on-site' }],
  ['comptable pas en full remote', { keywords: 'comptable', workMode: 'on-site' }],
  ['comptable pas en présentiel', { keywords: 'comptable' }],
  ['technicien maïs', { keywords: 'technicien maïs' }],
  ['pas en équipe, maçon', { keywords: 'maçon' }],
  ['vendeur en ligne', { keywords: 'vendeur ligne' }],
  ['formateur en ligne à Lyon', { keywords: 'formateur ligne', place: 'Lyon' }],
  ['alternance BTS MCO à partir de septembre à Lille', { keywords: 'BTS MCO', place: 'Lille', contract: 'apprenticeship' }],
  ['electricien 2e année', { keywords: 'electricien' }],
  ['ingénieur informatique débutant accepté', { keywords: 'ingénieur informatique' }],
  ['serveur bien payé à Nice', { keywords: 'serveur', place: 'Nice' }],
  ['data scientist Lyon ou télétravail', { keywords: 'data scientist', place: 'Lyon' }],
  ['data scientist Berlin or remote', { keywords: 'data scientist', place: 'Berlin', language: 'en' }],
  ['uniquement comptable à Lyon', { keywords: 'comptable', place: 'Lyon' }],
  ['responsable des stages', { keywords: 'responsable stages' }],
  ['chargé de l’alternance', { keywords: 'chargé alternance' }],
  ['responsable marketing en alternance', { keywords: 'responsable marketing', contract: 'apprenticeship' }],
  ['responsable en alternance', { keywords: 'responsable', contract: 'apprenticeship' }],
  ['ingénieur en apprentissage automatique', { keywords: 'ingénieur apprentissage automatique' }],
  ['interim manager finance', { keywords: 'interim manager finance' }],
  ['contract Java developer Leeds', { keywords: 'Java developer', place: 'Leeds', contract: 'freelance', language: 'en' }],
  ['contract manager Leeds', { keywords: 'contract manager', place: 'Leeds' }],
  ['ingénieur microsoft 365', { keywords: 'ingénieur microsoft 365' }],
  ['plongeur sans expérience Lyon', { keywords: 'plongeur', place: 'Lyon' }],
  ['data engineer in Austin, Texas', { keywords: 'data engineer', place: 'Austin' }],
  ['data engineer in London, Ontario', { keywords: 'data engineer', place: 'London' }],
  ['developer in Paris, Texas', { keywords: 'developer', place: 'Paris', department: null }],
  ['data engineer in London, New York', { keywords: 'data engineer', place: 'London' }],
  ['cherche emploi de maçon', { keywords: 'maçon' }],
  ['macon Lyon', { keywords: 'macon', place: 'Lyon' }],
  ['comptable à Mâcon', { keywords: 'comptable', place: 'Mâcon' }],
  ['data data DATA engineer', { keywords: 'data engineer' }],
  ['stage manager theatre', { keywords: 'stage manager theatre' }],
  ['データサイエンティスト 東京', { keywords: 'データサイエンティスト 東京' }],
  ['🚀', { keywords: '' }],
  ['', { keywords: '' }],
  ['__proto__ constructor', { keywords: 'proto constructor' }],
])('« %s »', (text, { keywords, place = null, workMode = null, contract = null, ...more }) => {
  const read = readByRules(text, null)
  expect({ keywords: read.keywords.join(' '), place: read.place?.name ?? null, workMode: read.workMode, contract: read.contract }).toEqual({
    keywords,
    place,
    workMode,
    contract,
  })
  expect({ ...read, ...read.place }).toMatchObject(more)
})

test.each([
  ['Lyon', 'Lyon', '69', true],
  ['Lyon, France', 'Lyon', '69', true],
  ['Paris 9e', 'Paris', '75', true],
  ['69003', 'Rhône', '69', false],
  ['2A', 'Corse-du-Sud', '2A', false],
  ['IDF', 'IDF', null, false],
  ['Trifouilly', 'Trifouilly', null, false],
  ['Reading', 'Reading', null, true],
])('the location « %s » is %s', (location, name, department, isTown) => {
  const { place } = readByRules('data scientist à Marseille', location)
  expect(place).toMatchObject({ name, department })
  expect(place?.coordinates !== null).toBe(isTown)
})

test('a location that is given counts, and the query’s own is no keyword', () => {
  expect(readByRules('data scientist à Marseille', 'Lyon')).toMatchObject({ keywords: ['data', 'scientist'], place: { name: 'Lyon' } })
})

test('a location that says remote is a work mode', () => {
  expect(readByRules('data scientist', 'Télétravail')).toMatchObject({ place: null, workMode: 'remote' })
})

test('endless queries are read in no time', () => {
  const started = performance.now()
  for (const sign of ['à ', '(', '9 ', 'a/', 'Lyon ', 'de ', '\u0301', '·e']) readByRules(sign.repeat(20_000), sign.repeat(20_000))
  expect(performance.now() - started).toBeLessThan(2_000)
})
