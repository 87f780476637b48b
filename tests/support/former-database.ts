import { hashSync } from 'bcryptjs'
import { type Db, Double, ObjectId } from 'mongodb'

/** The password of every former user, as Python's bcrypt hashes it. */
export const FORMER_PASSWORD = 'ancien mot de passe'
export const FORMER_HASH = hashSync(FORMER_PASSWORD, 4).replace(/^\$2[ay]\$/, '$2b$')
export const KEY_MISSING =
  'La génération automatique de description nécessite une clé API OpenAI valide. Veuillez configurer la variable OPENAI_API_KEY.'

const id = (number: number) => new ObjectId(`65f0c2a7b4c1d2e3f4${String(number).padStart(6, '0')}`)
/** What an ObjectId of id() says about its making. */
export const MADE_AT = id(1).getTimestamp()

export const users = {
  ada: id(1),
  camille: id(2),
  camilleToo: id(3),
  nobodysName: id(4),
  hasCamillesMail: id(5),
  inactive: id(6),
  noMail: id(7),
  plainPassword: id(8),
  admin: id(9),
}

export const applications = {
  plain: id(101),
  dates: id(102),
  keyMissing: id(103),
  badUrl: id(104),
  long: id(105),
  noCompany: id(106),
  noOwner: id(107),
}
export const offers = { french: id(301), untitled: id(302), todaysNames: id(303) }

const account = (username: string, more: object = {}) => ({ username, email: `${username}@example.com`, hashed_password: FORMER_HASH, ...more })

/** Documents of the former backend, by collection, with what its records have in common and in what they differ. */
export function formerDocuments() {
  const ada = users.ada.toHexString()
  return {
    users: [
      {
        _id: users.ada,
        ...account('ada', { full_name: 'Ada Lovelace', created_at: '2024-03-01T08:30:00.123456', cv_url: `/uploads/cv_${ada}.pdf` }),
      },
      { _id: users.camille, ...account('Camille', { email: 'camille@example.com', created_at: new Date('2024-03-02T00:00:00Z') }) },
      { _id: users.camilleToo, ...account('camille', { email: 'other@example.com', role: 'USER', last_login: '2024-05-01 10:00:00+02:00' }) },
      { _id: users.nobodysName, username: null, email: '', hashed_password: FORMER_HASH },
      { _id: users.hasCamillesMail, ...account('camille@example.com', { email: 'third@example.com' }) },
      { _id: users.inactive, username: 'inactive', email: 'inactive@example.com', password: FORMER_HASH, is_active: false },
      { _id: users.noMail, username: 'nomail', hashed_password: FORMER_HASH, preferences: { theme: 'dark', score: new Double(1) } },
      { _id: users.plainPassword, ...account('plain', { hashed_password: 'not a hash' }) },
      { _id: users.admin.toHexString(), ...account('boss', { role: 'admin', disabled: null }) },
    ],
    applications: [
      {
        _id: applications.plain,
        user_id: ada,
        company: ' Acmé ',
        position: 'Data engineer',
        location: null,
        url: 'https://jobs.example.com/1',
        application_date: '2024-04-01T09:00:00+02:00',
        status: 'entretien',
        description: 'Ce que Ada a écrit.\r\nSur deux lignes.',
        notes: null,
        created_at: '2024-04-01T07:00:00',
        updated_at: '2024-04-02T07:00:00',
        priority: 3,
      },
      {
        _id: applications.dates,
        user_id: ada,
        company: 'Globex',
        position: 'Dev',
        application_date: '23/11/2024',
        status: 'REFUSEE',
        notes: 'Rappeler',
      },
      {
        _id: applications.keyMissing,
        user_id: ada,
        company: 'Initech',
        position: 'Dev',
        application_date: { $date: '2024-05-01' },
        status: 'Candidature envoyée',
        description: KEY_MISSING,
        url: 'https://jobs.example.com/2',
        notes: ['Un', '', null, { text: 'Deux' }],
        archived: true,
        offer_id: offers.french.toHexString(),
      },
      {
        _id: applications.badUrl,
        user_id: users.ada,
        company: 'Umbrella',
        position: 'Dev',
        application_date: 'bientôt',
        status: 'En attente',
        url: 'https://ada:secret@jobs.example.com/3',
        notes: [{ text: 'Trois', by: 'ada' }],
        offer_id: offers.french.toHexString(),
      },
      {
        _id: applications.long,
        user_id: ada,
        company: 'Hooli '.repeat(80),
        position: 'Dev',
        application_date: new Date('2024-06-01T00:00:00Z'),
        status: 'Retirée',
        description: 'mot '.repeat(20_000),
        notes: ['n'.repeat(25_000)],
        url: 'http://localhost:3000/4',
      },
      { _id: applications.noCompany, user_id: ada, company: '', position: 'Dev', status: 'Refusée' },
      { _id: applications.noOwner, company: 'Acme', position: 'Dev', status: 'Refusée' },
    ],
    tasks: [
      { _id: id(201), user_id: ada, title: 'Relancer', status: 'a faire', due_date: '2024-12-24', application_id: applications.plain.toHexString() },
      { _id: id(202), user_id: ada, title: 'Écrire', status: 'EN COURS', due_date: null },
      { _id: id(203), user_id: ada, title: 'Lire', status: 'Terminé', due_date: 'demain', application_id: 'aucune' },
      { _id: id(204), user_id: ada, title: 'Dormir', status: 'done', description: '', archived: 'true' },
      { _id: id(205), user_id: 'ada', title: 'Perdue', status: 'À faire' },
    ],
    job_offers: [
      {
        _id: offers.french,
        poste: 'Développeuse Python',
        entreprise: 'Acmé',
        localisation: '69 - Lyon',
        date: '2024-03-10T12:00:00',
        url: 'https://www.jobs.example.com/o/1',
        contrat: 'CDI',
        raw_data: { html: '<p>', score: new Double(1), 'a.b': [1, { c: null }] },
        created_at: '2024-03-11T01:02:03.456789',
      },
      { _id: offers.untitled, entreprise: 'Acme', raw_data: {} },
      {
        _id: offers.todaysNames,
        title: 'Admin',
        company: null,
        poste: 'Administrateur',
        skills: 'SQL, Linux',
        date: 'il y a 3 jours',
        source: 'apec',
      },
    ],
  }
}

/** Fills a database with them, and with the former backend's indexes. */
export async function fillFormerDatabase(db: Db): Promise<void> {
  for (const [name, documents] of Object.entries(formerDocuments())) await db.collection(name).insertMany(documents as never[])
  await db.collection('users').createIndex({ username: 1 }, { unique: true })
  await db.collection('job_offers').createIndex({ poste: 1, entreprise: 1 }, { unique: true })
}
