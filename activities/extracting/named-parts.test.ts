import { expect, test } from 'vitest'
import { readNamedParts } from './named-parts.ts'
import { parseHtml } from './parse-html.ts'

const read = (html: string) => readNamedParts(parseHtml(html))

test.each([
  ['<span class="job-location">Avignon</span><p data-testid="company">Hôtel des Remparts</p>', 'Hôtel des Remparts', 'Avignon'],
  ['<div class="posting-headline"><div class="location">Nantes /</div></div>', null, 'Nantes'],
  ['<div class="company"><p class="name">Transports Gaudin</p><p class="tagline">Depuis 1920</p></div>', 'Transports Gaudin', null],
  ['<a id="companyName" href="/x">Verdier&nbsp;Aéro</a>', 'Verdier Aéro', null],
  ['<span class="location">Lyon</span><span class="location">Paris</span>', null, 'Lyon'],
])('names of the page’s code: %s', (html, company, location) => {
  expect(read(html)).toEqual({ company, location })
})

test.each([
  ['<div class="company"><p>Nous sommes une entreprise familiale.</p><p>Depuis 1904.</p></div>'],
  ['<h3 class="company">À propos de nous :</h3>'],
  ['<h3 class="company">L’entreprise</h3><span class="location">Voir le plan</span>'],
  ['<span class="location">Télétravail</span><span class="location-icon">x</span>'],
  ['<span class="company">Nous aimons le bois et le travail bien fait.</span>'],
  ['<span class="company">N/A</span><span class="location">-</span>'],
  [`<span class="company">${'Une très longue raison sociale '.repeat(4)}</span>`],
  ['<div class="company-news">Bois et Fils</div>'],
])('no name: %s', (html) => {
  expect(read(html)).toEqual({ company: null, location: null })
})
