import { expect, test } from 'vitest'
import { pageOf } from '../../tests/support/offer-page.ts'
import { readPage } from './read-page.ts'

const url = 'https://jobs.example.com/offers/42'
const OFFER = `<h1>Menuisier (H/F)</h1><p>Entreprise : Atelier Copeaux</p><h2>Vos missions</h2><p>${'Concevoir, construire et poser des meubles. '.repeat(6)}</p>
  <h2>Profil recherché</h2><p>Vous avez un CAP et deux ans d’expérience. CDI à temps plein, 2 100 € brut par mois.</p><a href="/apply">Postuler</a>`
const BANNER = `<p>${'Nous gardons des traceurs sur votre appareil. '.repeat(10)}</p><button>Tout accepter</button>`
const read = (body: string) => readPage({ url, finalUrl: url, via: 'http', html: pageOf({ body }) })

test.each(['id="didomi-host"', 'id="tarteaucitronRoot"', 'id="sp_message_container_7"', 'class="a qc-cmp2-container"', 'id="c" class="cookie-bar"'])(
  'a banner in %s is no text of the page',
  (attributes) => {
    const banner = `<div ${attributes}>${BANNER}</div>`
    expect(read(`${banner}${OFFER}`)).toMatchObject({ kind: 'offer', facts: { text: expect.not.stringContaining('traceurs') } })
    expect(read(`${banner}<div id="content"></div><script>load()</script>`).kind, 'what is left needs JavaScript').toBe('needs_browser')
  },
)

test('an application that is named like a banner is read', () => {
  expect(read(`<div id="didomi-host">${OFFER}</div>`).facts?.text).toContain('Concevoir')
})

test('an offer in a dialog is the page, unless the page has a heading of its own', () => {
  const dialog = `<p>Nos offres</p><div role="dialog">${OFFER}</div>`
  expect(read(dialog)).toMatchObject({ kind: 'offer', facts: { title: 'Menuisier (H/F)', text: expect.stringContaining('Concevoir') } })
  expect(read(`<h1>Nos métiers</h1>${dialog}`).kind).toBe('not_an_offer')
})
