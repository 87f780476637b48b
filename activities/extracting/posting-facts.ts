import { type Language, MAX_DESCRIPTION_LENGTH } from '../../core/domain/offer-facts.ts'
import { capped, folded } from '../../core/domain/text-rules.ts'
import { titleOf } from './choose-posting.ts'
import { readContract, readFullTime, readTitleContract } from './contract.ts'
import { readCoordinates } from './coordinates.ts'
import { readDate } from './dates.ts'
import { readIdentifier } from './identity.ts'
import { readLanguage } from './language.ts'
import { readPlaces } from './location.ts'
import { isNode, type Json, lineOf, linesOf, list, type Node, rawText, scalarOf } from './nodes.ts'
import { readRichText } from './plain-text.ts'
import type { ReadOffer } from './read-offer.ts'
import { readBaseSalary } from './salary.ts'
import { readSeniority } from './seniority.ts'
import { readSkills } from './skills.ts'
import { readJobLocationType } from './work-mode.ts'

/** What search engines take for an employer that is not named. */
const CONFIDENTIAL = /^(?:confidential|confidentiel(?:le)?|anonym(?:e|ous)|n\/a|-+)$/
const TEXTS = ['description', 'responsibilities', 'qualifications', 'experienceRequirements', 'educationRequirements', 'skills', 'jobBenefits']

/** The facts that a JobPosting says, in whichever shape it says them. What it leaves out is absent or null. */
export function readPosting(posting: Node, languageHint: string): Partial<ReadOffer> & { text: string; language: Language } {
  const text = readText(posting)
  const title = titleOf(posting)
  const language = readLanguage(`${title ?? ''}\n${text}`, languageHint)
  const employment = linesOf(posting.employmentType)
  const employmentContract = readContract(employment)
  const titleContract = readTitleContract(title ?? '')
  return {
    title,
    company: readCompany(posting.hiringOrganization),
    ...readPlaces(posting, language),
    coordinates: readCoordinates(posting),
    identifier: readIdentifier(posting),
    seniority: readSeniority(posting),
    work_mode: readJobLocationType(posting),
    // TEMPORARY stands for any contract that ends: the title may say which.
    contract: employmentContract === 'temporary' ? (titleContract ?? employmentContract) : (employmentContract ?? titleContract),
    full_time: readFullTime(employment),
    salary: readBaseSalary(posting),
    posted_at: readDate(scalarOf(posting.datePosted), language === 'fr'),
    valid_through: readDate(scalarOf(posting.validThrough), language === 'fr'),
    skills: readSkills(posting.skills),
    text,
    language,
  }
}

/** The organisation's name, or what it is called in law; null for one that keeps it to itself. */
function readCompany(organization: Json): string | null {
  const name =
    lineOf(organization) ??
    list(organization)
      .filter(isNode)
      .map(({ legalName }) => lineOf(legalName))
      .find((line) => line !== null) ??
    null
  return name === null || CONFIDENTIAL.test(folded(name)) || /^https?:/i.test(name) ? null : name
}

/** The description, then what the other properties say that it doesn't. */
function readText(posting: Node): string {
  const parts: string[] = []
  for (const property of TEXTS) {
    if (property === 'skills' && readSkills(posting.skills).length > 0) continue
    const values = list(posting[property])
      .map(rawText)
      .filter((value) => value !== null)
    const part = readRichText(values.join('\n'))
    if (part.length > 1 && !parts.some((other) => other.includes(part.slice(0, 200)))) parts.push(part)
  }
  return capped(parts.join('\n\n'), MAX_DESCRIPTION_LENGTH)
}
