import type { OfferDescription } from '../../../core/domain/offer-description.ts'
import type { Reading } from './compare.ts'
import { LANGUAGE_NAMES } from './languages.ts'

/** A description as the table compares it. */
export function readingOf(description: OfferDescription): Reading {
  const { title, company, location, contract, full_time, work_mode, salary, valid_through, skills, language, reading } = description
  const said = { title, company, location, contract, full_time, work_mode, salary, valid_through, language }
  if (reading === null) return { ...said, skills }
  return {
    ...said,
    skills: [...skills, ...reading.skills_wished],
    seniority: reading.seniority,
    years_of_experience: yearsOf(reading.experience_years),
    languages: LANGUAGE_NAMES.filter(([, names]) => reading.languages.some((language) => names.test(language))).map(([code]) => code),
    contact: reading.contact?.email ?? null,
  }
}

/** The number, where both bounds or the lower one alone say it; both, where they differ. */
function yearsOf(years: NonNullable<OfferDescription['reading']>['experience_years']): number | [number, number] | null {
  if (years === null) return null
  const { min, max } = years
  return min === null || max === null || min === max ? (min ?? max) : [min, max]
}
