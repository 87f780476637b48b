import { expect, test } from 'vitest'
import { pageOf } from '../../tests/support/offer-page.ts'
import { readTextContract } from './contract.ts'
import { readLanguage } from './language.ts'
import { readLine, readRichText } from './plain-text.ts'
import { readPage } from './read-page.ts'
import { readTextFacts } from './text-facts.ts'

const url = 'https://jobs.example.com/offers/42'

const texts: [string, string, string][] = [
  ['paragraphs and lists', '<p>Un.</p><ul><li>deux</li><li>trois</li></ul><p>quatre</p>', 'Un.\n\n- deux\n- trois\n\nquatre'],
  ['headings as they are written', '<h2>Profil</h2>Vous', 'Profil\n\nVous'],
  ['HTML that is escaped', '&lt;p&gt;R&amp;amp;D&lt;/p&gt;&lt;p&gt;b&lt;/p&gt;', 'R&D\n\nb'],
  ['HTML that is escaped twice', '&amp;lt;p&amp;gt;a&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;b&amp;lt;/p&amp;gt;', 'a\n\nb'],
  ['entities escaped inside HTML', '<p>d&amp;eacute;butant</p>', 'débutant'],
  ['plain text with its lines', 'Un\r\n\r\n\r\n• deux\n* trois', 'Un\n\n- deux\n- trois'],
  ['lines in HTML without blocks', '<b>Un</b>\ndeux', 'Un\ndeux'],
  ['a term and its definition', '<dl><dt>Lieu</dt><dd>Lyon</dd><dt>Contrat :</dt><dd>CDI</dd></dl>', 'Lieu : Lyon\nContrat : CDI'],
  ['an amount split by comments', '<p>45<!-- --> <!-- -->000<!-- --> €</p>', '45 000 €'],
  ['no-break and invisible characters', 'a\u00a0b\u202fc\u200bd\u00ade\u0000f', 'a b cdef'],
  ['comparisons that are no tags', 'a < b et b > c', 'a < b et b > c'],
  [
    'no scripts, styles, comments or hidden elements',
    '<p>vu</p><script>x</script><style>x</style><!-- x --><p hidden>x</p><p style="color:red; display : none">x</p><p aria-hidden="true">x</p><template>x</template>',
    'vu',
  ],
]
test.each(texts)('%s', (_, html, text) => {
  expect(readRichText(html)).toBe(text)
})

test('a line is one line, without tags', () => {
  expect(readLine(' D&eacute;veloppeur\n <i>C++</i> &amp; co ')).toBe('Développeur C++ & co')
  expect(readLine('<p> </p>')).toBe(null)
  expect(readLine('a'.repeat(900))).toHaveLength(300)
})

test('a text is French unless it is clearly English', () => {
  expect(readLanguage('We are looking for a developer who will work with the team and you have the skills for it')).toBe('en')
  expect(readLanguage('Nous recherchons un développeur pour notre équipe, avec le goût des tests et de la revue')).toBe('fr')
  expect(readLanguage('Nous recherchons un Site Reliability Engineer for the win, pour notre équipe à Lyon et la vôtre')).toBe('fr')
  expect(readLanguage('Menuisier', 'en-GB')).toBe('en')
  expect(readLanguage('Menuisier')).toBe('fr')
  expect(readLanguage('Nous cherchons pour notre équipe un ou une data engineer dans la ville de Lyon avec le goût', 'en')).toBe('fr')
})

const body = `<header><nav>Accueil Offres</nav><div class="banner">Logo</div></header>
  <div class="cookie-consent">Nous utilisons des cookies. Salaire : 1 € par an</div>
  <main><h1>Menuisier (H/F)</h1>
  <p>Entreprise : Atelier Copeaux</p><p>Lieu : Lyon</p><p>Type de contrat : CDI, temps plein</p><p>Télétravail : non</p>
  <p>Rémunération : 2 100 € à 2 400 € brut par mois</p><p>Date limite de candidature : 05/06/2027</p><p>Compétences : Bois, Plan</p>
  <p>Nous recherchons un menuisier pour notre atelier, qui compte déjà huit collègues et deux apprentis.</p>
  <h2>Vos missions</h2><ul><li>Concevoir</li><li>Poser</li></ul><h2>Profil</h2><p>Vous avez un CAP et deux ans d’expérience.</p><a href="/apply">Postuler</a>
  <h2>Offres similaires</h2><p>Ébéniste, 90 000 € par an</p></main><footer>Mentions légales</footer>`

test('a page without structured data is read by its labels and its readable text', () => {
  const { facts } = readPage({ url, finalUrl: url, via: 'http', html: pageOf({ body }) })
  expect(facts).toMatchObject({
    title: 'Menuisier (H/F)',
    company: 'Atelier Copeaux',
    location: 'Lyon',
    contract: 'permanent',
    full_time: true,
    salary: { min: 2100, max: 2400, currency: 'EUR', period: 'month' },
    valid_through: '2027-06-05T00:00:00.000Z',
    posted_at: null,
    skills: ['Bois', 'Plan'],
    language: 'fr',
    origins: { title: 'text', company: 'text', salary: 'text', text: 'text' },
  })
  expect(facts?.text).toContain('- Concevoir\n- Poser')
  expect(facts?.text).not.toMatch(/cookies|Accueil|Mentions|90 000/)
})

test('what a page doesn’t say stays empty', () => {
  const html = pageOf({ body: body.replace(/<p>(?:Entreprise|Lieu|Type|Télétravail|Rém|Date|Comp).*<\/p>/g, '') })
  const { facts } = readPage({ url, finalUrl: url, via: 'http', html })
  expect(facts).toMatchObject({
    company: null,
    location: null,
    contract: null,
    full_time: null,
    salary: null,
    valid_through: null,
    work_mode: null,
    skills: [],
  })
})

test('menus, sidebars, banners and footers are not the offer’s text', () => {
  const around = `<nav>Accueil</nav><header>Logo</header><aside>Actualités</aside>${body.replace(/<\/?main>/g, '')}<footer>Mentions légales</footer>`
  const { facts } = readPage({ url, finalUrl: url, via: 'http', html: pageOf({ body: around.replace(/<h2>Offres similaires.*<\/p>/, '') }) })
  expect(facts?.text).toContain('Vous avez un CAP')
  expect(facts?.text).not.toMatch(/Accueil|Logo|Actualités|cookies|Mentions/)
})

test('of several headings the title is the one that the head repeats', () => {
  const html = pageOf({ head: '<title>Menuisier (H/F) - Emplois</title>', body: `<h1>Emplois du Rhône</h1>${body}` })
  expect(readPage({ url, finalUrl: url, via: 'http', html }).facts?.title).toBe('Menuisier (H/F)')
})

test('without a heading the title comes from the head, without the name of the site', () => {
  const head =
    '<title>Menuisier (H/F) | Emplois</title><meta property="og:title" content="Menuisier (H/F) - Emplois"><meta property="og:site_name" content="Emplois">'
  const { facts } = readPage({ url, finalUrl: url, via: 'http', html: pageOf({ head, body: body.replace(/<h1>.*<\/h1>/, '') }) })
  expect(facts).toMatchObject({ title: 'Menuisier (H/F)', origins: { title: 'open-graph' } })
})

test.each([
  ['Télétravail : 2 jours par semaine', 'hybrid'],
  ['Télétravail possible deux jours par semaine', 'hybrid'],
  ['Poste en full remote', 'remote'],
  ['100 % télétravail', 'remote'],
  ['Pas de télétravail', 'on-site'],
  ['Nous éditons un outil de télétravail', null],
  ['Télétravail : 0 jour', 'on-site'],
  ['Télétravail : 0 à 2 jours', 'hybrid'],
  ['Télétravail partiel impossible', 'on-site'],
  ['Télétravail non autorisé', 'on-site'],
  ['Remote : no', 'on-site'],
  ['Remote: Nordics', null],
  ['Poste non éligible au télétravail', 'on-site'],
  ['Aucun télétravail', 'on-site'],
  ['10 jours de télétravail par mois', 'hybrid'],
])('“%s” says %s', (phrase, mode) => {
  const html = pageOf({ body: body.replace('<p>Télétravail : non</p>', `<p>${phrase}</p>`) })
  expect(readPage({ url, finalUrl: url, via: 'http', html }).facts?.work_mode).toBe(mode)
})

test.each([
  ['Mission intérim de trois mois débouchant sur un CDI', 'temporary'],
  ['CDD de 6 mois, avec possibilité de CDI', 'fixed-term'],
  ['Fixed-term contract with a view to a permanent position', 'fixed-term'],
  ['Vous pourrez évoluer en CDI après 6 mois', null],
  ['Vous préparez la paie de 200 CDI', null],
  ['Vous encadrez des étudiants en alternance', null],
  ['Poste à pourvoir en alternance', 'apprenticeship'],
  ['Lyon 69003 CDI', 'permanent'],
  ['Embauche en CDI après la période d’essai', 'permanent'],
])('“%s” says the contract %s', (phrase, contract) => {
  expect(readTextContract(phrase)).toBe(contract)
})

test.each([
  ['Société : nous sommes une PME familiale', { company: null }],
  ['Entreprise : Notre client est un industriel', { company: null }],
  ['Société : La Poste', { company: 'La Poste' }],
  ['Location : de matériel de chantier', { location: null }],
  ['Location : Lyon', { location: 'Lyon' }],
  ['Entreprise : N/A', { company: null }],
  ['Lieu : non précisé', { location: null }],
  ['Package : mutuelle et 10 € de tickets restaurant', { salary: null }],
])('the label in “%s” says %j', (line, expected) => {
  expect(readTextFacts(null, line, 'fr')).toMatchObject(expected)
})
