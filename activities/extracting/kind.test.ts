import { expect, test } from 'vitest'
import { jobPosting, pageOf } from '../../tests/support/offer-page.ts'
import { readPage } from './read-page.ts'

const url = 'https://example.com/some/page'
const kindOf = (html: string, via: 'http' | 'browser' = 'browser') => readPage({ url, finalUrl: url, via, html }).kind
const script = '<script>window.analytics = []</script>'
const card = (title: string, at: number) =>
  `<li><h3><a href="/jobs/${at}-${title.toLowerCase().replaceAll(' ', '-')}">${title}</a></h3><p>Lyon · CDI · 3 ans d’expérience</p></li>`

const offers: Record<string, string> = {
  'a French offer with headings': `<h1>Infirmier (H/F)</h1><p>La clinique des Lilas recrute un infirmier pour son service de médecine.</p>
    <h2>Vos missions</h2><ul><li>Assurer les soins</li><li>Accueillir les familles</li></ul><h2>Profil recherché</h2><p>Diplôme d’État exigé, débutant accepté.</p>
    <p>CDI, temps plein, 2 200 € brut par mois.</p><button>Postuler</button>`,
  'an English offer with headings': `<h1>Site reliability engineer</h1><p>We are looking for an engineer to keep our booking system up.</p><h3>What you’ll do</h3>
    <ul><li>Run our clusters</li><li>Improve our alerts</li></ul><h3>Requirements</h3><ul><li>Five years of experience with Linux</li></ul>
    <h3>Benefits</h3><p>Full-time, permanent contract, remote within the UK.</p><a href="/apply">Apply now</a>`,
  'a short ad in one paragraph': `<h1>Boulanger (H/F)</h1><p>Nous recherchons un boulanger en CDI à Lyon. Vous serez responsable de la fabrication des pains et des viennoiseries.
    Vous avez un CAP et une première expérience de deux ans. Salaire : 2 100 € brut par mois. Envoyez votre CV à fournil@example.com.</p>`,
  'an offer in table cells without any heading element': `<table><tr><td><b>Assistant comptable H/F</b></td></tr><tr><td>Contrat : CDD de 6 mois</td></tr><tr><td><b>Missions :</b></td></tr>
    <tr><td>Saisir les factures, suivre les règlements, préparer les déclarations de TVA.</td></tr><tr><td><b>Profil :</b></td></tr>
    <tr><td>Vous êtes titulaire d’un BTS et vous aimez les chiffres.</td></tr><tr><td>Candidatures à adresser à rh@example.com</td></tr></table>`,
  'an offer followed by similar ones': `<h1>Soudeur (H/F)</h1><p>Nous recrutons un soudeur.</p><h2>Missions</h2><p>Souder et contrôler des pièces de chaudronnerie, seul ou en équipe, à l’atelier et parfois sur chantier.</p>
    <h2>Profil</h2><p>Vous avez une qualification à jour et trois ans d’expérience.</p><p>Postulez en ligne. Contrat : CDI.</p>
    <h2>Offres similaires</h2><ul>${['Ajusteur', 'Fraiseur', 'Tourneur'].map(card).join('')}</ul>`,
  'an offer behind a log-in pop-up': `<h1>Infirmier (H/F)</h1><p>Nous recrutons un infirmier en CDI.</p><h2>Missions</h2><p>Assurer les soins auprès des patients du service de chirurgie, de jour comme de nuit, en binôme.</p>
    <h2>Profil</h2><p>Vous avez le diplôme d’État.</p><button>Postuler</button><form><input type="password"><button>Connexion</button></form>`,
}
test.each(Object.entries(offers))('%s is an offer', (_, body) => {
  expect(kindOf(pageOf({ body }))).toBe('offer')
})

const long = 'Nous sommes une équipe de quarante personnes et nous travaillons avec soin, depuis dix ans, pour des clients de toute taille. '
const others: Record<string, string> = {
  'a home page': `<h1>Bienvenue chez Copeaux</h1><p>${long.repeat(4)}</p><a href="/jobs">Nous recrutons</a>`,
  'an about page': `<h1>À propos</h1><h2>Notre mission</h2><p>${long.repeat(3)}</p><h2>Nos valeurs</h2><p>${long}</p>`,
  'a careers page': `<h1>Rejoignez-nous</h1><p>${long}Envoyez votre candidature spontanée.</p><h2>Profils recherchés</h2><p>CDI, CDD, stages et alternances.</p>
    <h2>Nos avantages</h2><p>Mutuelle, télétravail, tickets restaurant.</p><a href="/apply">Postuler</a>`,
  'an English careers page': `<h1>Careers</h1><p>We are hiring across all teams. Join us and apply today: full-time roles, great benefits and remote work.</p><h2>Our mission</h2><p>${'We build tools that people like. '.repeat(8)}</p>`,
  'a list of offers': `<h1>Nos offres d’emploi</h1><ul>${['Menuisier H/F', 'Ébéniste H/F', 'Soudeur H/F', 'Comptable H/F', 'Boulanger H/F', 'Infirmier H/F'].map(card).join('')}</ul>`,
  'a list of offers with their summaries': `<h1>Emplois à Lyon</h1><ul>${[
    'Menuisier H/F',
    'Ébéniste H/F',
    'Soudeur H/F',
    'Comptable H/F',
    'Boulanger H/F',
    'Infirmier H/F',
  ]
    .map((title, at) => `${card(title, at)}<p>Nous recherchons un professionnel. Vos missions : travailler. Vous avez de l’expérience. Postulez.</p>`)
    .join('')}</ul>`,
  'an article on job offers': `<h1>Comment lire une offre d’emploi</h1><p>${long}Regardez d’abord les missions, puis le profil, le salaire et le type de contrat.</p><p>${long.repeat(3)}</p>
    <p>Avant de postuler, relisez votre CV : un recruteur y cherche votre expérience.</p>`,
  'a news item about hiring': `<h1>Copeaux recrute cent personnes en 2026</h1><p>L’entreprise annonce cent embauches en CDI à Lyon, avec des salaires en hausse. ${long.repeat(4)}</p>`,
  'a product page': `<h1>Table en chêne</h1><p>Prix : 1 200 €. Livraison en six semaines. ${long.repeat(3)}</p><button>Acheter</button>`,
  'a contact page': '<h1>Contact</h1><p>12 rue Neuve, 69001 Lyon. Écrivez-nous, nous répondons sous deux jours.</p>',
  'legal notices': `<h1>Mentions légales</h1><p>Le responsable de la publication est joignable à l’adresse du siège. ${'Les données sont conservées un an. '.repeat(20)}</p>`,
  'a job description for students': `<h1>Le métier de menuisier</h1><p>${long}</p><h2>Missions</h2><p>Le menuisier fabrique, pose et répare. ${long}</p><h2>Formation</h2><p>CAP, bac pro ou BTS, souvent en alternance.</p>`,
  'an empty page': '',
}
test.each(Object.entries(others))('%s is no offer', (_, body) => {
  expect(kindOf(pageOf({ body }))).toBe('not_an_offer')
})

test('an article that is built like an offer is none, but an offer that says it is an article is one', () => {
  const head = '<meta property="og:type" content="article">'
  const model = `<h1>Fiche de poste : boulanger</h1><p>${long}</p><h2>Missions</h2><p>Pétrir, façonner, cuire.</p><h2>Profil</h2><p>CAP exigé.</p><p>Salaire moyen.</p>`
  expect(kindOf(pageOf({ head, body: model }))).toBe('not_an_offer')
  expect(kindOf(pageOf({ head, body: offers['a French offer with headings'] ?? '' }))).toBe('offer')
})

test('a page that leads to many offers is a list, whatever its words', () => {
  const cards = Array.from({ length: 6 }, (_, at) => `<p><a href="/emplois/${at}-menuisier">Menuisier</a></p>`).join('')
  const body = `<h1>Menuisiers à Lyon</h1><p>${long.repeat(2)}</p><h2>Missions</h2><p>Poser.</p><h2>Profil</h2><p>CAP.</p><p>Postulez en ligne.</p>`
  expect(kindOf(pageOf({ body }))).toBe('offer')
  expect(kindOf(pageOf({ body: `${body}${cards}` }))).toBe('not_an_offer')
  expect(kindOf(pageOf({ body: `<nav>${cards}</nav>${body}` }))).toBe('offer')
})

test('a title that is marked for all genders tips the scale', () => {
  const body =
    '<p>La boulangerie recrute un boulanger. Vous serez chargé du pain, des viennoiseries et de la vitrine, du mardi au samedi. Vous avez un CAP et le goût du métier. CDI, 35 heures par semaine, repos le dimanche et le lundi.</p>'
  expect(kindOf(pageOf({ body: `<h1>Boulanger (H/F)</h1>${body}<p>Salaire selon expérience.</p>` }))).toBe('offer')
  expect(kindOf(pageOf({ body: `<h1>Boulangerie du coin</h1>${body}<p>Salaire selon expérience.</p>` }))).toBe('not_an_offer')
})

test('what says it is a page of results is no offer', () => {
  const { 'a French offer with headings': body = '' } = offers
  expect(kindOf(pageOf({ body, scripts: [{ '@type': 'SearchResultsPage' }] }))).toBe('not_an_offer')
})

const empty: Record<string, string> = {
  'an empty application': `<div id="root"></div><script src="/app.js"></script>`,
  'a skeleton with its menu': `<nav>Accueil Offres Contact</nav><div id="app"></div><p>${'Nous utilisons des cookies. '.repeat(20)}</p>${script}`,
  'a page that asks for JavaScript': `<noscript>You need to enable JavaScript to run this app.</noscript><p>${'Loading. '.repeat(60)}</p>${script}`,
}
test.each(Object.entries(empty))('%s needs a browser, once', (_, body) => {
  expect(kindOf(pageOf({ body }), 'http')).toBe('needs_browser')
  expect(kindOf(pageOf({ body }), 'browser')).toBe('not_an_offer')
})

test('a short page without scripts, and a long one with them, need no browser', () => {
  expect(kindOf(pageOf({ body: '<p>Bonjour</p>' }), 'http')).toBe('not_an_offer')
  expect(kindOf(pageOf({ body: `<p>${long.repeat(5)}</p>${script}` }), 'http')).toBe('not_an_offer')
  expect(kindOf(pageOf({ body: offers['a short ad in one paragraph'] + script }), 'http')).toBe('offer')
})

const walls: Record<string, string> = {
  'a password field': '<h1>Bienvenue</h1><form><input type="email"><input type="password"></form>',
  'a sign-in wall in French': '<h1>Offre réservée</h1><p>Connectez-vous ou créez un compte pour lire cette annonce.</p>',
  'a sign-in wall in English': '<h1>Almost there</h1><p>Sign in to view this job and more.</p>',
}
test.each(Object.entries(walls))('%s asks for a log-in', (_, body) => {
  expect(kindOf(pageOf({ body }), 'http')).toBe('login_required')
})

test.each([
  'Cette offre n’est plus disponible.',
  "Cette offre n'est plus en ligne.",
  'L’annonce a été pourvue.',
  'Ce poste a été pourvu',
  'Offre expirée : cette offre est expirée.',
  'This job is no longer available.',
  'This position has been filled.',
  'No longer accepting applications',
])('“%s” and nothing else: gone', (banner) => {
  expect(kindOf(pageOf({ body: `<h1>Menuisier</h1><p>${banner}</p>` }), 'http')).toBe('gone')
})

test('an offer that is closed but still there is an offer', () => {
  expect(kindOf(pageOf({ body: `<p>Cette offre n’est plus disponible.</p>${offers['a French offer with headings']}` }))).toBe('offer')
})

test.each([
  ['2026-10-01', 'Cette offre n’est plus disponible.', 'gone'],
  ['2026-10-01', 'Postulez en ligne.', 'offer'],
  ['2026-12-01', 'Cette offre n’est plus disponible.', 'offer'],
])('an offer that is valid through %s, on a page that says “%s”: %s', (validThrough, banner, kind) => {
  const html = pageOf({ scripts: [jobPosting({ validThrough })], body: `<h1>Menuisier (H/F)</h1><p>${banner}</p>` })
  expect(readPage({ url, finalUrl: url, via: 'http', html }, new Date('2026-11-23T12:00:00Z')).kind).toBe(kind)
})

const challenges: Record<string, string> = {
  'Cloudflare’s': pageOf({ head: '<title>Just a moment...</title>', body: '<h1>example.com</h1><p>Un instant…</p>' }),
  'one in English': pageOf({ body: '<p>Checking your browser before accessing example.com.</p>' }),
  'one in French': pageOf({ body: '<p>Vérifiez que vous êtes humain en menant à bien l’action ci-dessous.</p>' }),
  'DataDome’s': pageOf({ body: '<p>Activez tout.</p><script src="https://ct.captcha-delivery.com/c.js"></script>' }),
}
test.each(Object.entries(challenges))('a page that asks whether a robot reads it is a challenge, once a browser has not passed it: %s', (_, html) => {
  expect(kindOf(html, 'browser')).toBe('challenge')
  expect(kindOf(html.replace('</body>', `${script}</body>`), 'http')).toBe('needs_browser')
})

test('a page that only mentions such a check is none', () => {
  const words = '<p>Nous recrutons un ingénieur anti-robots : verify that you are human, c’est lui.</p>'
  expect(kindOf(pageOf({ body: `${offers['a French offer with headings']}${words}` }))).toBe('offer')
  expect(kindOf(pageOf({ body: `<p>${long.repeat(15)}</p>${words}` }))).toBe('not_an_offer')
})
