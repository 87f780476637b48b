import { expect, test } from 'vitest'
import { withoutGender } from './gender.ts'

const tidy = (text: string) => text.replace(/\s+/g, ' ').trim()

test.each([
  ['Comptable (H/F)', 'Comptable'],
  ['Comptable H/F', 'Comptable'],
  ['Comptable F/H', 'Comptable'],
  ['Comptable (f/h)', 'Comptable'],
  ['Comptable H / F', 'Comptable'],
  ['Comptable - H/F/X', 'Comptable -'],
  ['Comptable (H/F/NB)', 'Comptable'],
  ['Data Engineer (m/w/d)', 'Data Engineer'],
  ['Data Engineer (m|f|x)', 'Data Engineer'],
  ['Data Engineer (f/m/*)', 'Data Engineer'],
  ['Data Engineer [M/F/D]', 'Data Engineer'],
  ['Data Engineer (all genders)', 'Data Engineer'],
  ['Data Engineer (gn)', 'Data Engineer'],
  ['Magasinier (Homme/Femme)', 'Magasinier'],
  ['Magasinier homme/femme', 'Magasinier'],
  ['Développeur·euse web', 'Développeur web'],
  ['Chargé·e de recrutement', 'Chargé de recrutement'],
  ['Chargé•e de recrutement', 'Chargé de recrutement'],
  ['Chargé·e·s de recrutement', 'Chargés de recrutement'],
  ['Chargé(e) de recrutement', 'Chargé de recrutement'],
  ['Chargé.e de recrutement', 'Chargé de recrutement'],
  ['Chargé-e de recrutement', 'Chargé de recrutement'],
  ['Chargé/e de recrutement', 'Chargé de recrutement'],
  ['Ingénieur(e) logiciel', 'Ingénieur logiciel'],
  ['Vendeur(se)', 'Vendeur'],
  ['Vendeur(euse)', 'Vendeur'],
  ['Vendeur/euse', 'Vendeur'],
  ['Technicien(ne) support', 'Technicien support'],
  ['Conseiller(ère) clientèle', 'Conseiller clientèle'],
  ['Administrateur.rice système', 'Administrateur système'],
  ['Directeur·rice', 'Directeur'],
  ['Assistant(e)s polyvalent(e)s', 'Assistants polyvalents'],
  ['Développeur / Développeuse web', 'Développeur web'],
  ['Chargé / Chargée de recrutement', 'Chargé de recrutement'],
  ['Infirmier/Infirmière de nuit', 'Infirmier de nuit'],
  ['Directeur ou Directrice adjointe', 'Directeur adjointe'],
  ['Conseiller commercial / Conseillère commerciale en assurances', 'Conseiller commercial en assurances'],
  ['Agent / Agente d’accueil', 'Agent d’accueil'],
  ['Développeuse / Développeur', 'Développeur'],
  ['Technicien / Technicienne de maintenance', 'Technicien de maintenance'],
  ['Serveur / Serveuse', 'Serveur'],
])('« %s » is « %s »', (text, expected) => {
  expect(tidy(withoutGender(text))).toBe(expected)
})

test.each([
  'Chef de projet SAP S/4HANA',
  'Développeur C/C++',
  'UX/UI Designer',
  'Node.js / Vue.js',
  'Ingénieur .NET (C#)',
  'Data Scientist (NLP)',
  'Lead Dev (e-commerce)',
  'Responsable e-commerce',
  'Porte-parole',
  'Sous-chef',
  'Ingénieur R&D',
  'Technicien HF/VHF',
  'Opérateur CN/CNC',
  'Vendeur-conseil',
  'Infirmier D.E.',
  'Commercial B2B / B2C',
  'Mécanicien-e-commerce',
])('« %s » stays', (text) => {
  expect(tidy(withoutGender(text))).toBe(text)
})
