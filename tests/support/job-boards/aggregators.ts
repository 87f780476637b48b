/** Listings as Arbeitnow and France Travail answer them, and as a page with JSON-LD shows one. */
import type { BoardListing } from './listings.ts'
import { contractIn, htmlOf, plainOf } from './texts.ts'

export const arbeitnowJob = ({ opening, nativeId, url, title, company, postedAt }: BoardListing) => ({
  slug: nativeId,
  company_name: company,
  title,
  description: htmlOf(opening),
  remote: opening.workMode === 'remote',
  url,
  tags: ['Operations'],
  job_types: [contractIn(opening, 'en')],
  location: opening.city.name,
  created_at: Math.floor(postedAt.getTime() / 1_000),
})

const TYPES = {
  permanent: { typeContrat: 'CDI', typeContratLibelle: 'CDI' },
  'fixed-term': { typeContrat: 'CDD', typeContratLibelle: 'Contrat à durée déterminée - 12 Mois' },
  internship: { typeContrat: 'CDD', typeContratLibelle: 'Stage' },
}

export const franceTravailOffer = ({ opening, nativeId, url, title, company, postedAt }: BoardListing) => ({
  id: nativeId,
  intitule: title,
  description: plainOf(opening),
  dateCreation: postedAt.toISOString(),
  dateActualisation: postedAt.toISOString(),
  lieuTravail: {
    libelle: `${opening.city.department} - ${opening.city.name}`,
    latitude: opening.city.lat,
    longitude: opening.city.lon,
    codePostal: `${opening.city.department}000`,
  },
  entreprise: { nom: company },
  ...TYPES[opening.contract],
  natureContrat: 'Contrat travail',
  experienceLibelle: 'Débutant accepté',
  salaire: opening.salary ? { libelle: `Annuel de ${opening.salary.min}.0 Euros à ${opening.salary.max}.0 Euros sur 12.0 mois` } : {},
  origineOffre: { origine: '2', urlOrigine: url, partenaires: [] },
})

export function offerPage({ opening, url, nativeId, title, company, postedAt }: BoardListing): string {
  const posting = {
    '@context': 'https://schema.org',
    '@type': 'JobPosting',
    title,
    description: htmlOf(opening),
    datePosted: postedAt.toISOString(),
    employmentType: { permanent: 'FULL_TIME', 'fixed-term': 'TEMPORARY', internship: 'INTERN' }[opening.contract],
    hiringOrganization: { '@type': 'Organization', name: company },
    identifier: { '@type': 'PropertyValue', name: company, value: nativeId },
    jobLocation: {
      '@type': 'Place',
      address: { '@type': 'PostalAddress', addressLocality: opening.city.name, addressCountry: opening.city.country.toUpperCase() },
    },
    url,
  }
  const json = JSON.stringify(posting).replaceAll('<', '\\u003c')
  return `<!doctype html><html lang="${opening.language}"><head><meta charset="utf-8"><title>${title} – ${company}</title><script type="application/ld+json">${json}</script></head><body><main><h1>${title}</h1><p>${company} – ${opening.city.name}</p>${htmlOf(opening)}</main></body></html>`
}

export function listPage(listings: readonly BoardListing[], company: string): string {
  const items = listings.map(
    ({ url, title, opening }) => `<li><a href="${new URL(url).pathname}">${title}</a> <span>${opening.city.name}</span></li>`,
  )
  return `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Emplois – ${company}</title></head><body><h1>Nos offres d’emploi</h1><ul>${items.join('')}</ul></body></html>`
}
