import { expect, test } from 'vitest'
import { readTitle } from './title.ts'

const NOTHING_KNOWN = { company: null, places: [] }
const text = (title: string, known = NOTHING_KNOWN as Parameters<typeof readTitle>[1]) => readTitle(title, known)?.text

test.each([
  // gender
  ['Comptable (H/F)', 'Comptable'],
  ['Technicien.ne support H/F/NB', 'Technicien support'],
  ['Chargé·e de recrutement - CDI', 'Chargé de recrutement'],
  ['Conseiller / Conseillère de vente H/F', 'Conseiller de vente'],
  ['Senior Data Engineer (m/w/d)', 'Senior Data Engineer'],
  // words that only look like a contract, and those that others need
  ['Auxiliaire de vie H/F', 'Auxiliaire de vie'],
  ['AUXILIAIRE DE VIE H/F', 'AUXILIAIRE DE VIE'],
  ['Auxiliaire de vie sociale (H/F) - CDI', 'Auxiliaire de vie sociale'],
  ['Conseiller assurance vie H/F', 'Conseiller assurance vie'],
  ['Data analyst VIE', 'Data analyst'],
  ['VIE Data analyst', 'Data analyst'],
  ['Data analyst (VIE)', 'Data analyst'],
  ['Stagiaire en droit', 'Stagiaire en droit'],
  ['Alternant en communication', 'Alternant en communication'],
  // contract words
  ['CDI - Comptable', 'Comptable'],
  ['Comptable - CDI', 'Comptable'],
  ['Comptable en CDI', 'Comptable'],
  ['Comptable CDI', 'Comptable'],
  ['Comptable (CDD 6 mois)', 'Comptable'],
  ['Assistant RH - CDD de 6 mois', 'Assistant RH'],
  ['Stage - Data Analyst', 'Data Analyst'],
  ['Stage : Data Analyst (6 mois)', 'Data Analyst'],
  ['Stage Data Analyst H/F', 'Data Analyst'],
  ['Stage de fin d’études - Machine Learning', 'Machine Learning'],
  ['Stagiaire chargé de communication', 'Chargé de communication'],
  ['Alternance – Chargé de communication', 'Chargé de communication'],
  ['Alternance 2026 - Chargé de communication', 'Chargé de communication'],
  ['Chargé de communication en alternance', 'Chargé de communication'],
  ['Chargé de communication (alternance)', 'Chargé de communication'],
  ['Alternant(e) Développeur Web', 'Développeur Web'],
  ['Apprenti boulanger pâtissier', 'Boulanger pâtissier'],
  ['Software Engineer Intern', 'Software Engineer'],
  ['Software Engineering Internship', 'Software Engineering'],
  ['Intern, Software Engineering', 'Software Engineering'],
  ['Internship – Product Design', 'Product Design'],
  ['Data Engineer - Freelance', 'Data Engineer'],
  ['Consultant freelance', 'Consultant'],
  ['Warehouse Operative - Full-time', 'Warehouse Operative'],
  ['Nurse (Part Time)', 'Nurse'],
  ['Project Manager (Contract)', 'Project Manager'],
  ['Serveur temps partiel', 'Serveur'],
  ['Préparateur de commandes - Intérim', 'Préparateur de commandes'],
  ['Aide-soignant 35h', 'Aide-soignant'],
  // towns
  ['Comptable - Lyon', 'Comptable'],
  ['Comptable - Paris 9e', 'Comptable'],
  ['Comptable (69)', 'Comptable'],
  ['Comptable (Lyon)', 'Comptable'],
  ['Comptable - Lyon 3e Arrondissement', 'Comptable'],
  ['Comptable à Lyon', 'Comptable'],
  ['Comptable H/F à Lyon 3e', 'Comptable'],
  ['Comptable | Lyon (69) | CDI', 'Comptable'],
  ['Comptable 69003 Lyon', 'Comptable 69003 Lyon'],
  ['Backend Engineer, Berlin', 'Backend Engineer'],
  ['Backend Engineer in Berlin', 'Backend Engineer'],
  ['Backend Engineer @ London', 'Backend Engineer'],
  ['Lyon - Comptable', 'Comptable'],
  ['Comptable - Mâcon', 'Comptable'],
  ['Data Engineer - Paris, France', 'Data Engineer'],
  ['Data Engineer (Berlin, Germany)', 'Data Engineer'],
  ['Data Engineer in Berlin, Germany', 'Data Engineer'],
  ['Data Engineer, London, UK', 'Data Engineer'],
  ['Nurse - Boston, MA', 'Nurse'],
  ['URGENT - Maçon', 'Maçon'],
  ['Commercial terrain - Paris / Lyon', 'Commercial terrain'],
  // remote
  ['Développeur PHP (Remote)', 'Développeur PHP'],
  ['Développeur PHP - Full remote', 'Développeur PHP'],
  ['Développeur PHP - 100% télétravail', 'Développeur PHP'],
  ['Développeur PHP (Télétravail possible)', 'Développeur PHP'],
  ['Data Engineer (Remote, France)', 'Data Engineer (France)'],
  ['Remote - Data Engineer', 'Data Engineer'],
  // pay
  ['Développeur Java - 45-55K€', 'Développeur Java'],
  ['Développeur Java 45K€', 'Développeur Java'],
  ['Développeur Java 45K€ Pau ou Tarbes', 'Développeur Java Pau ou Tarbes'],
  ['Développeur Java (45 000 € - 55 000 € par an)', 'Développeur Java'],
  ['Sales Manager $120k - $150k', 'Sales Manager'],
  ['Sales Manager – £60,000 per annum', 'Sales Manager'],
  ['Chauffeur 12,50 €/h', 'Chauffeur'],
  ['Data Engineer - TJM 500€', 'Data Engineer'],
  ['Commercial - jusqu’à 60k€', 'Commercial'],
  // references
  ['Comptable (Réf. 1234)', 'Comptable'],
  ['Comptable - Réf : ABC-123', 'Comptable'],
  ['Comptable réf 2026-118', 'Comptable'],
  ['Data Engineer [JR-00123]', 'Data Engineer'],
  ['Data Engineer #48213', 'Data Engineer'],
  ['Data Engineer R-12345', 'Data Engineer'],
  ['Data Engineer - Req ID 778812', 'Data Engineer'],
  // marketing
  ['🚀 URGENT – Data Engineer', 'Data Engineer'],
  ['Data Engineer 🚀🔥', 'Data Engineer'],
  ['⭐️ Nouveau ! Data Engineer', 'Data Engineer'],
  ['Rejoignez-nous ! Comptable', 'Comptable'],
  ['Comptable - Rejoignez-nous !', 'Comptable'],
  ['We are hiring: Data Engineer', 'Data Engineer'],
  ["We're hiring! Data Engineer", 'Data Engineer'],
  ['Nous recrutons un Comptable', 'Comptable'],
  ['Offre d’emploi : Comptable', 'Comptable'],
  ['Comptable - Débutant accepté', 'Comptable'],
  ['Comptable !!!', 'Comptable'],
  ['**Comptable**', 'Comptable'],
  ['Recrutement - Comptable', 'Comptable'],
  ['Un(e) assistant(e) de gestion', 'Assistant de gestion'],
  ['Devenez conseiller immobilier', 'Conseiller immobilier'],
  // terms that boards put together
  ['Stage de 6 mois - Détection d’anomalies', 'Détection d’anomalies'],
  ['Stage PFE 2026 - Data Science - Lyon', 'Data Science'],
  ['Summer Internship 2026 - Software Engineering, London', 'Software Engineering'],
  ['Technicien support N1/N2 - Intérim 3 mois renouvelable', 'Technicien support N1/N2'],
  ['Analyst, 12-month FTC', 'Analyst'],
  ['Gestionnaire ADP – CDD 12 mois (remplacement congé maternité)', 'Gestionnaire ADP'],
  ['Payroll Officer (maternity cover, 12 months FTC)', 'Payroll Officer'],
  ['Boulanger (CDI 80-100 %)', 'Boulanger'],
  ['Gestionnaire de paie – CDI – 38/42 K€ – Paris 17', 'Gestionnaire de paie'],
  ['Java Developer - Up to £70k + Bonus', 'Java Developer'],
  ['Ingénieur .Net C# (Télétravail 3j/semaine)', 'Ingénieur .Net C#'],
  ['Développeur - 2 jours de TT', 'Développeur'],
  // all at once
  ['🚀 URGENT – Développeur·euse Python confirmé (H/F) – CDI – Lyon (69003) – 45-55K€ – Réf. 1234 – Rejoignez-nous !', 'Développeur Python confirmé'],
  ['<strong>Data</strong> Engineer &amp; ML', 'Data Engineer & ML'],
])('« %s » is « %s »', (title, expected) => {
  expect(text(title)).toBe(expected)
})

test.each([
  'Développeur C++',
  'C++ / C#',
  'Développeur C',
  'Développeur .NET',
  '.NET Developer',
  'Développeur Node.js',
  'Développeur Node.js / Vue.js',
  'Chef de projet SAP S/4HANA',
  'Ingénieur R&D',
  'UX/UI Designer',
  'Contract Manager',
  'Stage Manager',
  'Apprenti boulanger',
  'Alternant data',
  'Stage marketing',
  'Internal Auditor',
  'Interim CFO',
  'International Sales Manager',
  'Assistant RH - Recrutement',
  'Développeur mobile',
  'Software Engineer - Mobile',
  'Chargé de mission',
  'Data Engineer (Python, Spark)',
  'Head of Sales, EMEA',
  'Account Executive - DACH',
  'Product Manager, New Business',
  'Ingénieur Microsoft 365',
  'Auditeur ISO 27001',
  'Conducteur de ligne 3x8',
  'Technicien N2',
  'Responsable e-commerce',
  'Vendeur-conseil',
  'Top Management Assistant',
  'Chef de rang',
  'Ingénieur d’études',
  'データエンジニア',
  'Permanent Way Engineer',
  'Hot Shop Technician',
  'Responsable alternance et apprentissage',
  'Formateur en apprentissage automatique',
  'Software Engineer, France',
  'Sales Manager - UK',
  'Soudeur / Maçon',
  'Chef d’équipe - Maçon',
  'Plombier - MACON',
])('« %s » stays', (title) => {
  expect(text(title)).toBe(title)
})

test.each(['Stage', 'CDI', 'H/F', 'Lyon', '🚀', 'Stage (H/F) - Lyon', '45K€', '(Réf. 1234)', 'URGENT !', '—'])('« %s » is not emptied', (title) => {
  expect(text(title)).toMatch(/\S/)
})

test.each(['', '   ', '<b></b>', '\u0000\u200b'])('%o is no title', (title) => {
  expect(readTitle(title, NOTHING_KNOWN)).toBeNull()
})

test('the offer’s own towns and company are known, whatever else they mean', () => {
  expect(text('Engineer - Reading', { company: null, places: ['Reading'] })).toBe('Engineer')
  expect(text('Account Executive - Orange', { company: 'Orange SA', places: [] })).toBe('Account Executive')
  expect(text('Software Engineer @ Acme', { company: 'Acme SAS', places: [] })).toBe('Software Engineer')
  expect(text('Account Executive - Orange')).toBe('Account Executive - Orange')
  expect(text('Comptable 69003 Lyon', { company: null, places: ['Lyon'] })).toBe('Comptable')
})

test.each([
  ['Stage Manager', null],
  ['Responsable alternance et apprentissage', null],
  ['Formateur en apprentissage automatique', null],
  ['Interim CFO', null],
  ['Payroll Officer (maternity cover, 12 months FTC)', 'fixed-term'],
  ['Analyst, 12-month FTC', 'fixed-term'],
  ['Stage - Data Analyst', 'internship'],
  ['Comptable en apprentissage', 'apprenticeship'],
])('the contract of « %s » is %s', (title, contract) => {
  expect(readTitle(title, NOTHING_KNOWN)?.contract).toBe(contract)
})

test.each(['Maçon (H/F)', 'Soudeur / Maçon', 'MACON'])('« %s » is the trade, not the town', (title) => {
  expect(readTitle(title, NOTHING_KNOWN)?.place).toBeNull()
})

test('what is taken out is read', () => {
  const read = readTitle('Stage – Data Analyst (H/F) – Villeurbanne – télétravail partiel – 1 200 €/mois', NOTHING_KNOWN)
  expect(read).toMatchObject({
    text: 'Data Analyst',
    contract: 'internship',
    workMode: 'hybrid',
    salary: { min: 1200, currency: 'EUR', period: 'month' },
    place: { name: 'Villeurbanne' },
  })
})

test('a title of endless signs is read in no time', () => {
  const started = performance.now()
  for (const sign of ['(', ' - ', 'h/f ', '1 ', ' à', '[', 'a/', '·e', 'de ', 'entre : ']) readTitle(sign.repeat(5_000), NOTHING_KNOWN)
  expect(performance.now() - started).toBeLessThan(1_000)
})

test('a town that a name needs stays, and tells no place', () => {
  for (const title of ['Chef de rang - Le Bistrot de Lyon', 'Médecin Hôpital de Lyon', 'Professeur Université de Lyon'])
    expect(readTitle(title, { company: null, places: ['Lyon'] })).toMatchObject({ text: title, place: null })
})

test('life is no contract, and the programme of that name is one', () => {
  expect(readTitle('Auxiliaire de vie', NOTHING_KNOWN)?.contract).toBe(null)
  expect(readTitle('Data analyst VIE', NOTHING_KNOWN)?.contract).toBe('fixed-term')
})
