import { expect, test } from 'vitest'
import { jobPosting, pageOf } from '../../tests/support/offer-page.ts'
import { saysClosed } from './closure.ts'
import { readOffers } from './read-offers.ts'

test.each([
  'Cette offre n’est plus disponible.',
  'Offre expirée',
  'Annonce expirée !',
  'Offre clôturée',
  'Offre introuvable',
  'Le poste est déjà pourvu.',
  'L’annonce que vous recherchez n’existe plus.',
  'L’offre à laquelle vous souhaitez accéder n’est plus en ligne',
  'Cette offre est désormais clôturée',
  'Les candidatures sont closes.',
  'Nous n’acceptons plus de candidatures',
  'The job you are looking for is no longer open',
  'Applications for this role are now closed.',
  'This position is now filled',
  'Job expired',
])('“%s” says that it is closed', (banner) => {
  expect(saysClosed(`Menuisier (H/F)\n${banner}\nLyon`)).toBe(true)
})

test.each([
  'Les candidatures sont closes le 12 décembre',
  'Applications are closed on 12 December',
  'Offre expirée : comment la retrouver dans votre espace, et que faire ensuite',
  'Ce poste est ouvert à tous',
  'The position is open',
])('“%s” does not', (text) => {
  expect(saysClosed(text)).toBe(false)
})

const url = 'https://jobs.example.com/offres/42'
const read = (html: string) => readOffers({ url, finalUrl: url, via: 'http', html }, new Date('2026-11-23T12:00:00Z'))
const BANNER = '<p>Cette offre n’est plus disponible.</p>'
const CARD = '<h3><a href="/offres/43-soudeur">Soudeur</a></h3><p>Cette offre a été pourvue.</p>'
const TEXT = `<p>Nous recherchons un menuisier en CDI pour notre atelier, qui compte déjà huit collègues et deux apprentis.</p>
  <h2>Vos missions</h2><p>Concevoir et poser.</p><h2>Profil</h2><p>Vous avez un CAP et deux ans d’expérience. Pour postuler, écrivez-nous.</p>`
const TITLE = '<h1>Menuisier (H/F)</h1>'
const pages: [string, string, boolean][] = [
  ['above the title', `${BANNER}<main>${TITLE}${TEXT}</main>`, true],
  ['in the page’s header', `<header><div class="alert">${BANNER}</div></header>${TITLE}${TEXT}`, true],
  ['in a box above the title, with a link to the list', `<div>${BANNER}<a href="/offres">Toutes les offres</a></div>${TITLE}${TEXT}`, true],
  ['as a heading above the title', `<div><h2>Offre expirée</h2></div>${TITLE}${TEXT}`, true],
  ['right below the title', `<main>${TITLE}${BANNER}${TEXT}</main>`, true],
  [
    'below the title, the company and the place',
    `<div>${TITLE}<p>Atelier Copeaux · Lyon</p></div><div><strong>Offre</strong> expirée</div>${TEXT}`,
    true,
  ],
  ['in the title', `<h1>Menuisier <em>Offre expirée</em></h1>${TEXT}`, true],
  ['first on a page without a title', `${BANNER}${TEXT.replaceAll('h2>', 'b>')}`, true],
  ['nowhere', `${TITLE}${TEXT}`, false],
  ['under the text', `${TITLE}${TEXT}<p>${'Nous travaillons avec soin. '.repeat(10)}</p>${BANNER}`, false],
  [
    'in a sentence of the text',
    `${TITLE}<p>${'Nous travaillons avec soin. '.repeat(10)}Si cette offre n’est plus disponible, écrivez-nous.</p>${TEXT}`,
    false,
  ],
  ['in a card above the title', `<div class="card">${CARD}</div>${TITLE}${TEXT}`, false],
  ['in a card without a heading', `<div><a href="/offres/43-soudeur">Soudeur</a><p>Offre pourvue</p></div>${TITLE}${TEXT}`, false],
  ['in a card right below the title', `${TITLE}<div class="card">${CARD}</div>${TEXT}`, false],
  ['in a column above the title', `<aside><p>Soudeur</p>${BANNER}</aside>${TITLE}${TEXT}`, false],
  ['in a list above the title', `<ul><li>Soudeur : cette offre a été pourvue</li></ul>${TITLE}${TEXT}`, false],
  ['under another heading', `${TITLE}<h2>Vu récemment</h2><p>Cette offre a été pourvue.</p>${TEXT}`, false],
  ['but not shown yet', `<div class="alert d-none">${BANNER}</div>${TITLE}${TEXT}`, false],
]
test.each(pages)('a banner %s', (_, body, isClosed) => {
  expect(read(pageOf({ body })), 'a page without markup').toMatchObject({ kind: 'offer', isClosed })
  expect(read(pageOf({ body, scripts: [jobPosting({ validThrough: '2027-03-01' })] })), 'a posting that is valid').toMatchObject({
    kind: 'offer',
    isClosed,
  })
})
