/** Listings as Greenhouse, Lever and Ashby answer them. */
import type { BoardListing } from './listings.ts'
import type { Opening } from './openings.ts'
import { contractIn, escaped, htmlOf, plainOf } from './texts.ts'

const COUNTRIES = { fr: 'France', de: 'Germany' }
const placeOf = ({ city }: Opening) => `${city.name}, ${COUNTRIES[city.country]}`

export const greenhouseJob = ({ opening, nativeId, url, title, postedAt }: BoardListing) => ({
  id: Number(nativeId),
  internal_job_id: Number(nativeId) + 1,
  title,
  company_name: opening.company,
  absolute_url: url,
  requisition_id: `R-${nativeId}`,
  location: { name: placeOf(opening) },
  offices: [{ id: 1, name: opening.city.name, location: placeOf(opening), child_ids: [], parent_id: null }],
  departments: [{ id: 2, name: 'Operations', child_ids: [], parent_id: null }],
  metadata: [{ id: 3, name: 'Employment Type', value: contractIn(opening, 'en'), value_type: 'single_select' }],
  content: escaped(htmlOf(opening)),
  language: opening.language,
  first_published: postedAt.toISOString(),
  updated_at: postedAt.toISOString(),
})

const LEVER_MODES = { 'on-site': 'onsite', hybrid: 'hybrid', remote: 'remote' }

export const leverPosting = ({ opening, nativeId, url, title, postedAt }: BoardListing) => ({
  id: nativeId,
  text: title,
  categories: {
    location: opening.city.name,
    commitment: contractIn(opening, opening.language),
    team: 'Operations',
    department: 'Operations',
    allLocations: [opening.city.name],
  },
  country: opening.city.country.toUpperCase(),
  description: `<div>${htmlOf(opening)}</div>`,
  descriptionPlain: plainOf(opening),
  lists: [],
  additional: '',
  additionalPlain: '',
  hostedUrl: url,
  applyUrl: `${url}/apply`,
  workplaceType: LEVER_MODES[opening.workMode],
  createdAt: postedAt.getTime(),
  ...(opening.salary && { salaryRange: { ...opening.salary, currency: 'EUR', interval: 'per-year-salary' } }),
})

const ASHBY_TYPES = { permanent: 'FullTime', 'fixed-term': 'Temporary', internship: 'Intern' }
const ASHBY_MODES = { 'on-site': 'OnSite', hybrid: 'Hybrid', remote: 'Remote' }

export const ashbyJob = ({ opening, nativeId, url, title, postedAt }: BoardListing) => ({
  id: nativeId,
  title,
  department: 'Operations',
  team: 'Operations',
  employmentType: ASHBY_TYPES[opening.contract],
  location: opening.city.name,
  secondaryLocations: [],
  address: { postalAddress: { addressLocality: opening.city.name, addressCountry: COUNTRIES[opening.city.country] } },
  publishedAt: postedAt.toISOString(),
  isListed: true,
  isRemote: opening.workMode === 'remote',
  workplaceType: ASHBY_MODES[opening.workMode],
  descriptionHtml: htmlOf(opening),
  descriptionPlain: plainOf(opening),
  jobUrl: url,
  applyUrl: `${url}/application`,
  compensation: ashbyPay(opening),
})

function ashbyPay({ salary }: Opening) {
  if (salary === null) return { compensationTierSummary: null, scrapeableCompensationSalarySummary: null, summaryComponents: [] }
  const component = { compensationType: 'Salary', interval: '1 YEAR', currencyCode: 'EUR', minValue: salary.min, maxValue: salary.max }
  return { compensationTierSummary: null, scrapeableCompensationSalarySummary: null, summaryComponents: [component] }
}
