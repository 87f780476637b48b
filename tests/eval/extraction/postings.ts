import type { ExpectedOffer } from './eval-page.ts'

/** A posting with all that search engines ask for and recommend, and what should be read of it: what variants change. */
export interface Base {
  url: string
  lang: 'fr' | 'en'
  posting: Record<string, unknown>
  offer: ExpectedOffer
}

const DESCRIPTION = `<p>L’atelier fabrique des escaliers et des meubles sur mesure, pour des particuliers et des architectes de la région.</p>
<h2>Vos missions</h2><ul><li>Lire les plans et débiter le bois</li><li>Assembler, poncer et poser chez le client</li></ul>
<h2>Votre profil</h2><p>Vous avez un CAP de menuisier et le goût du travail soigné. Les débutants qui apprennent vite sont les bienvenus.</p>`

export const FRENCH: Base = {
  url: 'https://www.copeaux.example/offres/4012-menuisier',
  lang: 'fr',
  posting: {
    '@context': 'https://schema.org/',
    '@type': 'JobPosting',
    title: 'Menuisier (H/F)',
    description: DESCRIPTION,
    identifier: { '@type': 'PropertyValue', name: 'Atelier Copeaux', value: 'MEN-4012' },
    url: 'https://www.copeaux.example/offres/4012-menuisier',
    datePosted: '2026-11-16',
    validThrough: '2026-12-31T23:59:00+01:00',
    employmentType: ['FULL_TIME', 'CDI'],
    hiringOrganization: { '@type': 'Organization', name: 'Atelier Copeaux', sameAs: 'https://www.copeaux.example/' },
    jobLocation: {
      '@type': 'Place',
      address: {
        '@type': 'PostalAddress',
        streetAddress: '12 rue Neuve',
        addressLocality: 'Lyon',
        addressRegion: 'Auvergne-Rhône-Alpes',
        postalCode: '69003',
        addressCountry: 'FR',
      },
      geo: { '@type': 'GeoCoordinates', latitude: 45.7578, longitude: 4.832 },
    },
    baseSalary: {
      '@type': 'MonetaryAmount',
      currency: 'EUR',
      value: { '@type': 'QuantitativeValue', minValue: 2100, maxValue: 2400, unitText: 'MONTH' },
    },
    skills: ['Bois', 'Lecture de plan'],
  },
  offer: {
    origin: 'json-ld',
    title: 'Menuisier (H/F)',
    company: 'Atelier Copeaux',
    location: 'Lyon, Auvergne-Rhône-Alpes, France',
    locations: ['Lyon, Auvergne-Rhône-Alpes, France'],
    coordinates: { lat: 45.7578, lon: 4.832 },
    contract: 'permanent',
    full_time: true,
    salary: { min: 2100, max: 2400, currency: 'EUR', period: 'month' },
    posted_at: '2026-11-16T00:00:00.000Z',
    valid_through: '2026-12-31T22:59:00.000Z',
    skills: ['Bois', 'Lecture de plan'],
    identifier: 'MEN-4012',
    url: 'https://www.copeaux.example/offres/4012-menuisier',
    text: { starts: 'L’atelier fabrique des escaliers', ends: 'sont les bienvenus.', lacks: ['<', '&'] },
  },
}

const ENGLISH_DESCRIPTION = `<p>We run the booking system of four hundred cinemas, and you will keep it up on premiere nights.</p>
<h3>What you’ll do</h3><ul><li>Run our clusters and improve our alerts</li><li>Be on call one week in six</li></ul>
<h3>Requirements</h3><p>You have five years of experience with Linux, you write things down, and you are kind when things break.</p>`

export const ENGLISH: Base = {
  url: 'https://careers.reels.example/jobs/site-reliability-engineer-88',
  lang: 'en',
  posting: {
    '@context': 'http://schema.org',
    '@type': 'JobPosting',
    title: 'Site reliability engineer',
    description: ENGLISH_DESCRIPTION,
    identifier: { '@type': 'PropertyValue', name: 'Reels & Co', value: 88 },
    url: 'https://careers.reels.example/jobs/site-reliability-engineer-88',
    datePosted: '2026-11-02T09:30:00Z',
    validThrough: '2027-01-15',
    employmentType: 'FULL_TIME',
    hiringOrganization: { '@type': 'Organization', name: 'Reels &amp; Co', logo: 'https://reels.example/logo.png' },
    jobLocation: {
      '@type': 'Place',
      address: { '@type': 'PostalAddress', addressLocality: 'London', addressRegion: 'England', postalCode: 'E8 1EJ', addressCountry: 'GB' },
      geo: { '@type': 'GeoCoordinates', latitude: '51.5450', longitude: '-0.0553' },
    },
    baseSalary: {
      '@type': 'MonetaryAmount',
      currency: 'GBP',
      value: { '@type': 'QuantitativeValue', minValue: 65000, maxValue: 80000, unitText: 'YEAR' },
    },
    skills: 'Linux, Kubernetes, Go',
  },
  offer: {
    origin: 'json-ld',
    language: 'en',
    title: 'Site reliability engineer',
    company: 'Reels & Co',
    location: 'London, England, United Kingdom',
    locations: ['London, England, United Kingdom'],
    coordinates: { lat: 51.545, lon: -0.0553 },
    full_time: true,
    salary: { min: 65000, max: 80000, currency: 'GBP', period: 'year' },
    posted_at: '2026-11-02T09:30:00.000Z',
    valid_through: '2027-01-15T00:00:00.000Z',
    skills: ['Linux', 'Kubernetes', 'Go'],
    identifier: '88',
    url: 'https://careers.reels.example/jobs/site-reliability-engineer-88',
    text: { starts: 'We run the booking system', ends: 'when things break.', lacks: ['<', '&'] },
  },
}
