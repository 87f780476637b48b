import { pageOf } from '../../support/offer-page.ts'
import type { EvalPage, ExpectedOffer } from './eval-page.ts'
import { type Base, ENGLISH, FRENCH } from './postings.ts'

/** How a page differs from the one that search engines want: by properties of its posting, or by the whole of its HTML. */
interface Variant {
  name: string
  base?: Base
  /** Properties in place of the posting's; undefined takes one away. */
  posting?: Record<string, unknown>
  head?: string
  body?: string
  /** The page's scripts, instead of the posting alone. */
  scripts?: (posting: Record<string, unknown>) => unknown[]
  html?: (posting: string) => string
  url?: string
  /** What is read in place of what is read of the base. */
  expected?: Partial<ExpectedOffer>
}

const escaped = (html: unknown) => String(html).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const place = (address: unknown, more = {}) => ({ jobLocation: { '@type': 'Place', address, ...more } })
const at = (...locations: string[]) => ({ location: locations.join('; '), locations, coordinates: null })
const eur = (value: unknown, more = {}) => ({ baseSalary: { '@type': 'MonetaryAmount', currency: 'EUR', value, ...more } })
const salary = (min: number | null, max: number | null, currency: string | null, period: NonNullable<ExpectedOffer['salary']>['period']) => ({
  salary: { min, max, currency, period },
})
/** Said by the text, where the posting does not. */
const byText = (...fields: string[]) => Object.fromEntries(fields.map((field) => [field, 'text' as const]))

const VARIANTS: Variant[] = [
  { name: 'JSON-LD as search engines want it' },
  { name: 'JSON-LD in English', base: ENGLISH },
  {
    name: 'several scripts, the first of them no JSON',
    scripts: (posting) => ['{ "@type": "JobPosting", title: nope }', { '@type': 'WebSite', name: 'Copeaux', url: '/' }, posting],
  },
  {
    name: 'a @graph whose nodes refer to each other',
    scripts: (posting) => [
      {
        '@context': 'https://schema.org',
        '@graph': [
          { ...posting, hiringOrganization: { '@id': '#us' }, jobLocation: { '@id': '#here' } },
          { '@type': 'Organization', '@id': '#us', name: 'Atelier Copeaux' },
          { '@id': '#here', ...(posting.jobLocation as object) },
        ],
      },
    ],
  },
  {
    name: 'an array with breadcrumbs, the type in a list',
    scripts: (posting) => [
      [
        { '@type': 'BreadcrumbList', itemListElement: [{ '@type': 'ListItem', item: '/offres' }] },
        { ...posting, '@type': ['Thing', 'JobPosting'] },
      ],
    ],
  },
  {
    name: 'a script whose type is application/ld&#x2B;json',
    html: (posting) => `<!doctype html><html lang="fr"><head><script type="application/ld&#x2B;json">${posting}</script></head><body></body></html>`,
  },
  {
    name: 'a script whose type was escaped twice, the schema type an address',
    posting: { '@type': 'http://schema.org/JobPosting' },
    html: (posting) => `<!doctype html><html lang="fr"><body><script type="application/ld&amp;#x2B;json">${posting}</script></body></html>`,
  },
  {
    name: 'a script in CDATA with line breaks in its strings',
    html: (posting) =>
      `<html lang="fr"><head><script type="application/ld+json">//<![CDATA[\n${posting.replaceAll('\\n', '\n')}\n//]]></script></head><body></body></html>`,
  },
  { name: 'a description that is escaped once', posting: { description: escaped(FRENCH.posting.description) } },
  { name: 'a description that is escaped twice', posting: { description: escaped(escaped(FRENCH.posting.description)) } },
  {
    name: 'entities and tags in strings',
    posting: { title: 'D&eacute;veloppeur <b>C++</b> &amp;amp; Qt&nbsp;(H&#47;F)', hiringOrganization: { name: 'Copeaux &amp; Fils' } },
    expected: { title: 'Développeur C++ & Qt (H/F)', company: 'Copeaux & Fils' },
  },
  { name: 'name instead of title, values in lists of one', posting: { title: undefined, name: ['Menuisier (H/F)'], datePosted: ['2026-11-16'] } },
  {
    name: 'an organisation that is a string, an address that is one',
    posting: { hiringOrganization: 'Atelier Copeaux', ...place('12 rue Neuve, 69003 Lyon') },
    expected: at('12 rue Neuve, 69003 Lyon'),
  },
  {
    name: 'an organisation known by its legal name, a place that is a string',
    posting: { hiringOrganization: [{ '@type': 'Corporation', legalName: 'Copeaux SAS' }], jobLocation: 'Lyon' },
    expected: { company: 'Copeaux SAS', ...at('Lyon') },
  },
  { name: 'an organisation that stays confidential', posting: { hiringOrganization: 'Confidentiel' }, expected: { company: null } },
  {
    name: 'a recruiter as the organisation',
    posting: {
      hiringOrganization: { name: 'Cabinet Passerelle' },
      description: `<p>Notre client, un atelier de 120 M€ de chiffre d’affaires, recrute.</p>${FRENCH.posting.description}`,
      baseSalary: undefined,
    },
    expected: { company: 'Cabinet Passerelle', salary: null, text: { starts: 'Notre client, un atelier', ends: 'sont les bienvenus.' } },
  },
  {
    name: 'several places, of which the second says where it lies',
    posting: {
      jobLocation: [
        { '@type': 'Place', address: { addressLocality: 'Lyon', addressCountry: 'FR' } },
        { '@type': 'Place', address: { addressLocality: 'Grenoble', addressCountry: 'FR' }, geo: { latitude: '45,1885', longitude: '5,7245' } },
      ],
    },
    expected: { ...at('Lyon, France', 'Grenoble, France'), coordinates: { lat: 45.1885, lon: 5.7245 } },
  },
  {
    name: 'many towns in one addressLocality, coordinates of nowhere',
    posting: place({ addressLocality: 'Lyon, Paris, Nantes', addressCountry: 'FR' }, { geo: { latitude: 0, longitude: 0 } }),
    expected: { location: 'Lyon, Paris, Nantes, France', locations: ['Lyon, France', 'Paris, France', 'Nantes, France'], coordinates: null },
  },
  {
    name: 'the town in addressRegion, the country an object, geo a text',
    posting: place({ addressRegion: 'Lyon', addressCountry: { '@type': 'Country', name: 'France' } }, { geo: '45.7578, 4.8320' }),
    expected: { ...at('Lyon, France'), coordinates: { lat: 45.7578, lon: 4.832 } },
  },
  {
    name: 'USA',
    base: ENGLISH,
    posting: place({ addressLocality: 'Boston', addressRegion: 'MA', addressCountry: 'USA' }),
    expected: at('Boston, MA, USA'),
  },
  {
    name: 'CA, a state here and a country there',
    base: ENGLISH,
    posting: {
      jobLocation: [
        { address: { addressLocality: 'Fresno', addressRegion: 'CA', addressCountry: 'US' } },
        { address: { addressLocality: 'Laval', addressRegion: 'QC', addressCountry: 'CA' } },
      ],
    },
    expected: at('Fresno, CA, United States', 'Laval, QC, Canada'),
  },
  {
    name: 'CA, a state where the country should be, and a province whose letters the town has',
    base: ENGLISH,
    posting: {
      jobLocation: [
        { address: { addressLocality: 'San Francisco', addressCountry: 'CA' } },
        { address: { addressLocality: 'London', addressRegion: 'ON', addressCountry: 'CA' } },
      ],
    },
    expected: at('San Francisco, CA, United States', 'London, ON, Canada'),
  },
  {
    name: 'a town of which there are two, told apart by its postcode; N/A for what is not said',
    posting: { ...place({ addressLocality: 'Saint-Denis', addressRegion: 'N/A', postalCode: '97400' }), hiringOrganization: 'N/A', ...eur('N/A') },
    expected: { ...at('Saint-Denis'), locations: ['97400 Saint-Denis'], company: null, salary: null },
  },
  {
    name: 'a salary with what comes on top of it',
    posting: eur('30 000 - 35 000 € par an, soit 2 500 € par mois + 13e mois'),
    expected: salary(30000, 35000, 'EUR', 'year'),
  },
  {
    name: 'work from anywhere in two countries',
    base: ENGLISH,
    posting: {
      jobLocation: undefined,
      jobLocationType: 'TELECOMMUTE',
      applicantLocationRequirements: [
        { '@type': 'Country', name: 'FR' },
        { '@type': 'Country', name: 'Ireland' },
      ],
    },
    expected: { work_mode: 'remote', ...at('France', 'Ireland') },
  },
  {
    name: 'a salary in strings, minValue above maxValue, MONTHLY',
    posting: eur({ minValue: '2 400,00', maxValue: '2.100', unitText: 'MONTHLY' }),
    expected: salary(2100, 2400, 'EUR', 'month'),
  },
  { name: 'a salary that is a bare number', posting: { baseSalary: 28000 }, expected: salary(28000, 28000, null, null) },
  {
    name: 'a sentence as the salary’s value',
    posting: eur('Entre 26 000 et 30 000 € brut par an, sur 13 mois'),
    expected: salary(26000, 30000, 'EUR', 'year'),
  },
  {
    name: 'a currency with no amount, a turnover nearby',
    posting: {
      baseSalary: { currency: 'EUR', value: { unitText: 'YEAR' } },
      description: `<p>120 M€ de chiffre d’affaires.</p>${FRENCH.posting.description}`,
    },
    expected: { salary: null, text: { starts: '120 M€ de chiffre', ends: 'sont les bienvenus.' } },
  },
  {
    name: 'bounds as they are spoken, the unit a code',
    base: ENGLISH,
    posting: { baseSalary: { currency: '£', value: { minValue: '65k', maxValue: '£80,000', unitCode: 'ANN' } } },
  },
  { name: 'Durée indéterminée', posting: { employmentType: 'Durée indéterminée' }, expected: { full_time: null } },
  {
    name: 'Full-time, Permanent in one string',
    base: ENGLISH,
    posting: { employmentType: 'Full-time, Permanent' },
    expected: { contract: 'permanent' },
  },
  {
    name: 'part time for contractors, as addresses',
    base: ENGLISH,
    posting: { employmentType: ['https://schema.org/PART_TIME', 'CONTRACTOR'] },
    expected: { contract: 'freelance', full_time: false },
  },
  {
    name: 'an internship',
    posting: { employmentType: 'INTERN', title: 'Stage – Menuisier (H/F)' },
    expected: { title: 'Stage – Menuisier (H/F)', contract: 'internship', full_time: null },
  },
  {
    name: 'a contract that only the title tells',
    posting: { employmentType: undefined, title: 'Menuisier (CDI 80-100 %)' },
    expected: { title: 'Menuisier (CDI 80-100 %)', full_time: null },
  },
  {
    name: 'TEMPORARY, which the title says is a CDD',
    posting: { employmentType: ['TEMPORARY', 'PART_TIME'], title: 'Menuisier H/F – CDD' },
    expected: { title: 'Menuisier H/F – CDD', contract: 'fixed-term', full_time: false },
  },
  {
    name: 'dates as Java writes them, and in seconds',
    base: ENGLISH,
    posting: { datePosted: 'Sun Sep 20 07:00:00 UTC 2026', validThrough: 1800000000 },
    expected: { posted_at: '2026-09-20T07:00:00.000Z', valid_through: '2027-01-15T08:00:00.000Z' },
  },
  {
    name: 'dates as the French write them, typed values',
    posting: { datePosted: { '@type': 'Date', '@value': '05/11/2026' }, validThrough: '31 décembre 2026' },
    expected: { posted_at: '2026-11-05T00:00:00.000Z', valid_through: '2026-12-31T00:00:00.000Z' },
  },
  {
    name: 'addresses that are not the offer’s own: home, list, where to apply',
    posting: {
      url: 'https://www.copeaux.example/',
      mainEntityOfPage: { '@id': 'https://www.copeaux.example/offres/4012-menuisier/postuler' },
      identifier: 'MEN-4012',
    },
    head: '<link rel="canonical" href="https://www.copeaux.example/offres"><meta property="og:url" content="/">',
    expected: { url: null },
  },
  {
    name: 'an offer that another site published first',
    posting: { url: 'https://jobs.lever.co/copeaux/5ac21346-8e0c-4494-8e7a-3eb92ff77902', identifier: undefined },
    head: '<link rel="canonical" href="https://copeaux.example/offres/4012-menuisier?utm_source=x">',
    expected: {
      identifier: null,
      url: 'https://copeaux.example/offres/4012-menuisier?utm_source=x',
      elsewhere: ['https://jobs.lever.co/copeaux/5ac21346-8e0c-4494-8e7a-3eb92ff77902'],
      origins: { url: 'open-graph' },
    },
  },
  {
    name: 'what is asked for and offered in properties of their own',
    posting: {
      responsibilities: 'Tenir l’atelier en ordre',
      qualifications: ['Permis B'],
      jobBenefits: 'Mutuelle &amp; tickets restaurant',
      experienceRequirements: { '@type': 'OccupationalExperienceRequirements', monthsOfExperience: '36' },
      skills: [{ '@type': 'DefinedTerm', name: 'Bois' }, 'bois', 'Lecture de plan.'],
    },
    expected: {
      seniority: '36 months',
      skills: ['bois', 'Lecture de plan'],
      text: { starts: 'L’atelier fabrique', ends: 'Tenir l’atelier en ordre\n\nPermis B\n\nMutuelle & tickets restaurant' },
    },
  },
  {
    name: 'a teaser, whose page says more',
    posting: { description: 'L’atelier Copeaux recrute…', employmentType: undefined },
    body: `<main><h1>Menuisier (H/F)</h1>${FRENCH.posting.description}<p>Contrat : CDI</p><p>Niveau : confirmé</p><p>Pour postuler, écrivez-nous.</p></main>
      <aside><h2>Offres similaires</h2><p>Ébéniste, 90 000 € par an</p></aside>`,
    expected: {
      full_time: null,
      seniority: 'confirmé',
      text: { starts: 'Menuisier (H/F)\n\nL’atelier fabrique', ends: 'Pour postuler, écrivez-nous.', lacks: ['90 000'] },
      origins: byText('text', 'contract', 'seniority'),
    },
  },
]

/** Pages of systematic variants: one posting, changed in one way each. */
export const variantPages: EvalPage[] = VARIANTS.map(
  ({ name, base = FRENCH, posting = {}, head = '', body = '', scripts, html, url, expected = {} }) => {
    const varied = { ...base.posting, ...posting }
    return {
      name,
      url: url ?? base.url,
      html: html?.(JSON.stringify(varied)) ?? pageOf({ lang: base.lang, head, body, scripts: scripts?.(varied) ?? [varied] }),
      expected: { kind: 'offer', offers: [{ ...base.offer, ...expected }] },
    }
  },
)
