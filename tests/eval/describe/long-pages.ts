import { createRandom } from '../duplicates/random.ts'
import type { DescribePage } from './eval-page.ts'
import { ENGLISH_PROSE, FRENCH_PROSE, type Prose } from './long-prose.ts'

/** Of characters: a little more than 30,000 tokens, and less than a model is given by default. */
const LONG = 127_000
/** Of characters that a company says of itself before it comes to the point. */
const INTRODUCTION = 12_000

/** A company's pages of prose as sites put them around an offer: values, sites, processes. No fact of the offer is in it. */
function handbook(prose: Prose, seed: number, length: number): string {
  const random = createRandom(seed)
  const sections: string[] = []
  for (let written = 0; written < length; ) {
    const site = random.one(prose.sites)
    const sentence = () =>
      random
        .one(prose.sentences)
        .replace('{site}', site)
        .replace('{team}', random.one(prose.teams))
        .replace('{thing}', random.one(prose.things))
        .replace('{count}', String(random.between(3, 90)))
    const paragraph = () => `<p>${Array.from({ length: 5 }, sentence).join(' ')}</p>`
    const section = `<h3>${random.one(prose.headings).replace('{site}', site)}</h3>\n${paragraph()}\n${paragraph()}`
    sections.push(section)
    written += section.length
  }
  return sections.join('\n')
}

const page = (lang: string, title: string, head: string, body: string) =>
  `<!doctype html>\n<html lang="${lang}"><head><meta charset="utf-8"><title>${title}</title>${head}</head><body><main>\n${body}\n</main></body></html>\n`

const FRENCH_OFFER = `<h1>Ingénieur procédés (H/F)</h1>
<p>Entreprise : Verreries de l’Aumance<br>Lieu : Moulins<br>Contrat : CDI, temps plein<br>Salaire : 41 000 à 48 000 € brut par an<br>Télétravail : 1 jour par semaine</p>
<h2>Vos missions</h2><ul><li>Suivre deux fours de fusion et leurs rendements</li><li>Conduire les essais de recyclage du verre</li><li>Encadrer quatre techniciens de procédés</li></ul>
<h2>Votre profil</h2><p>Ingénieur chimiste ou matériaux, vous avez 3 ans d’expérience en production continue.</p>`

const FRENCH_END = `<h2>Pour postuler</h2><p>Date limite de candidature : 20 décembre 2026</p><p>Envoyez votre CV à Odile Ferrand, recrutement@verreries-aumance.example.</p>`

const ENGLISH_OFFER = `<h2>The vacancy</h2><p>Company: Saltmarsh Rail<br>Location: Norwich<br>Contract: fixed-term, 24 months, full-time<br>Salary: £38,500 to £43,000 per year<br>Closing date: 7 January 2027</p>
<h2>Responsibilities</h2><ul><li>Plan possessions of the line with the signallers</li><li>Keep the register of level crossings</li><li>Answer neighbours, parishes and anglers</li></ul>
<h2>Requirements</h2><p>You have five years of experience in railway operations and you read engineering drawings. Apply now: jobs@saltmarsh-rail.example.</p>`

const POSTED_OFFER = {
  '@context': 'https://schema.org',
  '@type': 'JobPosting',
  title: 'Chargée ou chargé d’affaires réglementaires',
  datePosted: '2026-11-10',
  validThrough: '2026-12-31',
  employmentType: ['FULL_TIME', 'CDI'],
  hiringOrganization: { '@type': 'Organization', name: 'Laboratoires Hespéride' },
  jobLocation: { '@type': 'Place', address: { '@type': 'PostalAddress', addressLocality: 'Castres', postalCode: '81100', addressCountry: 'FR' } },
  baseSalary: {
    '@type': 'MonetaryAmount',
    currency: 'EUR',
    value: { '@type': 'QuantitativeValue', minValue: 38_000, maxValue: 45_000, unitText: 'YEAR' },
  },
  description: `<p>Vous constituez les dossiers d’enregistrement de nos compléments alimentaires dans vingt pays.</p><h3>Vos missions</h3><ul><li>Rédiger les dossiers et répondre aux autorités</li><li>Tenir la veille</li><li>Relire les étiquettes</li></ul><h3>Votre profil</h3><p>Pharmacien ou ingénieur, vous avez deux ans d’expérience et un anglais courant.</p>${handbook(FRENCH_PROSE, 3, LONG)}`,
}

/** Pages of 30,000 tokens and more: facts before the prose and behind it, in its midst, and in the markup beside it. */
export const longPages: readonly DescribePage[] = [
  {
    name: 'fr-long-facts-at-both-ends',
    url: 'https://www.verreries-aumance.example/carrieres/ingenieur-procedes',
    form: 'long',
    html: page('fr', 'Ingénieur procédés (H/F) – Verreries de l’Aumance', '', `${FRENCH_OFFER}\n${handbook(FRENCH_PROSE, 1, LONG)}\n${FRENCH_END}`),
    expected: {
      title: 'Ingénieur procédés (H/F)',
      company: 'Verreries de l’Aumance',
      location: 'Moulins',
      contract: 'permanent',
      full_time: true,
      work_mode: 'hybrid',
      salary: { min: 41_000, max: 48_000, currency: 'EUR', period: 'year' },
      years_of_experience: 3,
      valid_through: '2026-12-20',
      contact: 'recrutement@verreries-aumance.example',
      language: 'fr',
    },
  },
  {
    name: 'en-long-facts-in-the-midst',
    url: 'https://www.saltmarsh-rail.example/jobs/possessions-planner',
    form: 'long',
    html: page(
      'en',
      'Possessions planner | Saltmarsh Rail',
      '',
      `<h1>Possessions planner</h1>\n${handbook(ENGLISH_PROSE, 2, INTRODUCTION)}\n${ENGLISH_OFFER}\n${handbook(ENGLISH_PROSE, 4, LONG)}`,
    ),
    expected: {
      title: 'Possessions planner',
      company: 'Saltmarsh Rail',
      location: 'Norwich',
      contract: 'fixed-term',
      full_time: true,
      salary: { min: 38_500, max: 43_000, currency: 'GBP', period: 'year' },
      years_of_experience: 5,
      valid_through: '2027-01-07',
      contact: 'jobs@saltmarsh-rail.example',
      language: 'en',
    },
  },
  {
    name: 'fr-long-json-ld',
    url: 'https://www.hesperide-labo.example/postes/affaires-reglementaires',
    form: 'long',
    html: page(
      'fr',
      'Chargée ou chargé d’affaires réglementaires – Hespéride',
      `<script type="application/ld+json">${JSON.stringify(POSTED_OFFER)}</script>`,
      `<h1>Chargée ou chargé d’affaires réglementaires</h1>${POSTED_OFFER.description}`,
    ),
    expected: {
      title: 'Chargée ou chargé d’affaires réglementaires',
      company: 'Laboratoires Hespéride',
      location: 'Castres',
      contract: 'permanent',
      full_time: true,
      salary: { min: 38_000, max: 45_000, currency: 'EUR', period: 'year' },
      years_of_experience: 2,
      languages: ['en'],
      valid_through: '2026-12-31',
      language: 'fr',
    },
  },
]
