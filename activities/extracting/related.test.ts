import { expect, test } from 'vitest'
import { pageOf } from '../../tests/support/offer-page.ts'
import { readPage } from './read-page.ts'
import { introducesOthers } from './related.ts'

test.each([
  'Offres similaires',
  'Nos autres offres',
  'D’autres offres d’emploi',
  'D’autres opportunités',
  'Postes similaires',
  'Emplois similaires (3)',
  'Annonces similaires',
  'Jobs similaires :',
  'Ces postes pourraient vous intéresser',
  'Ces offres peuvent aussi vous plaire',
  'Cela pourrait vous intéresser',
  'Découvrez nos autres postes',
  'Voir aussi : nos dernières offres',
  'Autres postes à pourvoir',
  'Nos dernières offres',
  'Les candidats ont aussi consulté',
  'Les candidats ayant vu cette offre ont aussi postulé à',
  'Vous aimerez aussi',
  'Vous pourriez aussi aimer',
  'Offres de la même entreprise',
  'Similar jobs',
  'More open roles at Acme',
  'See more jobs',
  'You might also like',
  'Recommended for you',
  'Jobs you might like',
  'Nearby jobs',
  'Jobs near you',
  'People also viewed',
])('“%s” introduces other offers', (heading) => {
  expect(introducesOthers(heading)).toBe(true)
})

test.each([
  'Vos autres missions',
  'Vous pourriez aussi être amené à encadrer une équipe',
  'Autres postes de travail : aucun.',
  'Nous proposons d’autres opportunités en interne',
  'Other duties as assigned',
  'More about the role',
  '- More opportunities for growth',
  'Poste similaire exigé : deux ans',
  'Similar experience',
  'Nos offres',
])('“%s” does not', (line) => {
  expect(introducesOthers(line)).toBe(false)
})

const url = 'https://jobs.example.com/offers/42'
const OFFER = `<h1>Menuisier (H/F)</h1><p>Nous recherchons un menuisier pour notre atelier, qui compte déjà huit collègues et deux apprentis.</p>
  <h2>Vos missions</h2><ul><li>Concevoir</li><li>Poser</li></ul><h2>Profil</h2><p>Vous avez un CAP et deux ans d’expérience. Pour postuler, écrivez-nous.</p>`
const CARD = '<h3>Soudeur</h3><p>Lieu : Paris</p><p>Salaire : 3 500 € par mois</p><p>Contrat : CDD</p>'

test.each([
  ['below it', `${OFFER}<section><h2>Postes similaires</h2>${CARD}</section>`],
  ['below it, under words that are no heading', `${OFFER}<div><p>Nos autres offres</p>${CARD}</div>`],
  ['above it', `<section><h2>D’autres opportunités</h2>${CARD}</section>${OFFER}`],
  ['within it', `${OFFER.replace('<h2>Profil', `<div><div><h3>Jobs similaires</h3></div>${CARD}</div><h2>Profil`)}`],
])('what a card of another offer says is not the offer’s: %s', (_, body) => {
  const { kind, facts } = readPage({ url, finalUrl: url, via: 'http', html: pageOf({ body: `<main>${body}</main>` }) })
  expect(kind).toBe('offer')
  expect(facts).toMatchObject({ title: 'Menuisier (H/F)', location: null, salary: null, contract: null })
  expect(facts?.text).toContain('Vous avez un CAP')
  expect(facts?.text).not.toContain('3 500')
})
