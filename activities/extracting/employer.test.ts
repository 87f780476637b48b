import { expect, test } from 'vitest'
import { readEmployer } from './employer.ts'

const title = 'Conducteur de travaux (H/F)'

test.each([
  [['Conducteur de travaux (H/F) - Charpente Morel'], 'Charpente Morel est une entreprise de quarante compagnons.', 'Charpente Morel'],
  [['Les Deux Rives'], 'Bienvenue.\n\nL’association Les Deux Rives gère onze établissements.', 'Les Deux Rives'],
  [['Verdier Aéro recrute : Conducteur de travaux (H/F) (Figeac) | Réseau'], 'Nos valeurs. Verdier Aéro usine des pièces rares.', 'Verdier Aéro'],
  [['Kruimel Cooperative'], 'Kruimel is a bakery that belongs to its bakers.', 'Kruimel Cooperative'],
])('%j and « %s »', (heads, text, employer) => {
  expect(readEmployer(heads, title, text)).toBe(employer)
})

test.each([
  ['a board that is named in the head alone', ['Conducteur de travaux - Hello Jobs'], 'Notre client est une entreprise de charpente.'],
  ['a recruiter', ['Ariane Recherche'], 'Envoyez votre CV à Ariane Recherche.'],
  ['a name in the midst of a sentence', ['Hello Jobs'], 'Postulez sur Hello Jobs en un clic et suivez votre candidature.'],
  ['the offer’s own title', [title], 'Conducteur de travaux (H/F) est un métier de terrain et de bureau.'],
  ['nothing', [null, null], 'Nous sommes quarante compagnons.'],
])('%s is no employer', (_, heads, text) => {
  expect(readEmployer(heads, title, text)).toBe(null)
})

test('a name is no pattern', () => {
  expect(readEmployer(['C++ (a+)+$ Ltd'], title, `C++ (a+)+$ Ltd makes compilers for trains.${'a'.repeat(50_000)}`)).toBe('C++ (a+)+$ Ltd')
})
