import { type jobPosting, pageOf } from '../../../support/offer-page.ts'
import type { ExpectedFacts } from '../eval-page.ts'

/** Where a page may carry what is no part of its offer. Text is HTML. */
export interface Places {
  head?: string
  /** Behind the title. */
  top?: string
  /** Among the tasks, as an item. */
  item?: string
  /** Behind the profile. */
  end?: string
  /** Properties of the JobPosting; a function is given its description. */
  posting?: (description: string) => Parameters<typeof jobPosting>[0]
  /** No JSON-LD: what the page shows is all there is. */
  plain?: boolean
}

export interface BaseOffer {
  url: string
  expected: ExpectedFacts
  page(places: Places): string
}

const FRENCH: ExpectedFacts = {
  title: 'Technicien réseau (H/F)',
  company: 'Câbleries du Ponant',
  location: 'Concarneau',
  contract: 'permanent',
  full_time: true,
  salary: { min: 27_000, max: 31_000, currency: 'EUR', period: 'year' },
  contact: 'recrutement@cableries-ponant.example',
  language: 'fr',
}

const ENGLISH: ExpectedFacts = {
  title: 'Seed bank technician',
  company: 'Wold Seed Trust',
  location: 'Beverley',
  contract: 'fixed-term',
  full_time: true,
  salary: { min: 24_500, max: 27_200, currency: 'GBP', period: 'year' },
  contact: 'jobs@wold-seed.example',
  language: 'en',
}

function frenchText({ item = '', end = '' }: Places): string {
  return `<p>Les Câbleries du Ponant posent et réparent les réseaux de quarante communes du Finistère, bourgs et îles compris.</p>
<p>Entreprise : Câbleries du Ponant<br>Lieu : Concarneau<br>Contrat : CDI, temps plein<br>Salaire : 27 000 à 31 000 € brut par an</p>
<h2>Vos missions</h2><ul><li>Raccorder les abonnés et mesurer les lignes</li><li>Dépanner les armoires de rue, par tous les temps</li>${item && `<li>${item}</li>`}<li>Tenir les plans à jour</li></ul>
<h2>Votre profil</h2><p>Vous avez un bac professionnel en systèmes numériques et deux ans d’expérience. Permis B, bonne humeur, bottes.</p>${end}
<p>Envoyez votre CV à Rozenn Le Gall, recrutement@cableries-ponant.example.</p>`
}

function englishText({ item = '', end = '' }: Places): string {
  return `<p>The Wold Seed Trust keeps the seeds of eleven hundred wild plants, dried, frozen and counted by hand.</p>
<p>Company: Wold Seed Trust<br>Location: Beverley<br>Contract: fixed-term, two years, full-time<br>Salary: £24,500 to £27,200 per year</p>
<h2>Responsibilities</h2><ul><li>Clean, dry and test the seeds that collectors bring</li><li>Keep the register and the freezers</li>${item && `<li>${item}</li>`}<li>Guide school classes twice a month</li></ul>
<h2>Requirements</h2><p>You have a qualification in botany or horticulture and one year of experience in a laboratory. Patience helps.</p>${end}
<p>Apply now: send your CV to Ada Fenn, jobs@wold-seed.example.</p>`
}

/** Offers that a page tells honestly, before anybody adds to it. */
export const baseOffers: Record<'fr' | 'en', BaseOffer> = {
  fr: {
    url: 'https://www.cableries-ponant.example/emploi/technicien-reseau',
    expected: FRENCH,
    page: (places) =>
      rendered('fr', FRENCH, frenchText(places), places, {
        employmentType: ['FULL_TIME', 'CDI'],
        jobLocation: { '@type': 'Place', address: { addressLocality: 'Concarneau', addressCountry: 'FR' } },
        baseSalary: { currency: 'EUR', value: { minValue: 27_000, maxValue: 31_000, unitText: 'YEAR' } },
      }),
  },
  en: {
    url: 'https://www.wold-seed.example/jobs/seed-bank-technician',
    expected: ENGLISH,
    page: (places) =>
      rendered('en', ENGLISH, englishText(places), places, {
        employmentType: ['FULL_TIME', 'Fixed-term contract'],
        jobLocation: { '@type': 'Place', address: { addressLocality: 'Beverley', addressCountry: 'GB' } },
        baseSalary: { currency: 'GBP', value: { minValue: 24_500, maxValue: 27_200, unitText: 'YEAR' } },
      }),
  },
}

function rendered(lang: string, { title, company }: ExpectedFacts, text: string, places: Places, posting: Record<string, unknown>): string {
  const { head = '', top = '', plain = false } = places
  const said = { title, hiringOrganization: { '@type': 'Organization', name: company }, description: text, ...posting, ...places.posting?.(text) }
  return pageOf({
    lang,
    head: `<title>${title} – ${company}</title>${head}`,
    scripts: plain ? [] : [{ '@context': 'https://schema.org', '@type': 'JobPosting', ...said }],
    body: `<main><h1>${title}</h1>${top}${text}</main>`,
  })
}
