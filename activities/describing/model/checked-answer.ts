import type { DescribedOffer, ModelReading, OfferContact } from '../../../core/domain/described-offer.ts'
import type { OfferDescription } from '../../../core/domain/offer-description.ts'
import type { FactOrigin, OfferFacts, Salary } from '../../../core/domain/offer-facts.ts'
import { urlProblem } from '../../../core/domain/url-rules.ts'
import { readLanguage } from '../../extracting/language.ts'
import { tidied } from '../../extracting/plain-text.ts'
import type { DescribedPage } from './described-page.ts'
import { hasInstructions, withoutInstructions } from './instructions.ts'
import { distinct } from './merge-answers.ts'
import { type PageEvidence, readEvidence } from './page-evidence.ts'
import type { PageSource } from './page-source.ts'
import { bearsOut } from './set-phrases.ts'

/** What a site states for machines: it wins over whatever a model reads. */
const STATED: ReadonlySet<FactOrigin> = new Set(['json-ld', 'microdata', 'rdfa'])
const MAX_ITEMS = 30
const MAX_ITEM_LENGTH = 400
const MAX_SUMMARY_LENGTH = 4_000
const MAX_NAME_LENGTH = 300
const MAX_YEARS = 50

/**
 * A model's answer as a description, each field compared with the page: what it doesn't bear out is dropped, and counted. A title or company
 * that isn't there makes the whole untrusted, and so does an answer of which nothing that was written is left.
 */
export function checkedAnswer(
  answer: DescribedOffer,
  { facts, source, made }: { facts: OfferFacts; source: PageSource; made: Pick<ModelReading, 'model' | 'prompt_version' | 'left_out_tokens'> },
): DescribedPage {
  const isStated = (field: keyof OfferFacts) => STATED.has(facts.origins[field] as FactOrigin)
  if (!answer.is_offer) {
    // What a site states to be an offer is one, and a page that speaks to models is not believed by them.
    return isStated('title') || hasInstructions(source.said) ? { kind: 'untrusted', dropped: ['is_offer'] } : { kind: 'not_an_offer' }
  }
  const page = readEvidence(source)
  const dropped: string[] = []
  const kept = <T>(field: string, value: T | null, isBorneOut: (value: T) => boolean): T | null => {
    if (value === null || isBorneOut(value)) return value
    dropped.push(field)
    return null
  }
  const line = (text: string | null) => (text === null ? null : tidied(text).replace(/\s+/g, ' ') || null)
  const items = (field: string, texts: readonly string[], isBorneOut: (text: string) => boolean) => {
    const lines = distinct(texts.map((text) => line(text)?.replace(/^- /, '') ?? '')).filter((text) => text !== '')
    const borneOut = lines.filter((text) => text.length <= MAX_ITEM_LENGTH && isBorneOut(text)).slice(0, MAX_ITEMS)
    for (let lost = borneOut.length; lost < lines.length; lost++) dropped.push(field)
    return borneOut
  }
  const named = (text: string) => text.length <= MAX_NAME_LENGTH && page.names(text)

  const title = kept('title', line(answer.title), named)
  const company = kept('company', line(answer.company), named)
  if (dropped.length > 0) return { kind: 'untrusted', dropped }

  const isWritten = inLanguage(answer, facts.language)
  const tells = (text: string) => isWritten && page.tells(text) && !hasInstructions(text)
  const summary = items('summary', sentences(answer.summary), tells).join(' ')
  const missions = items('missions', answer.missions, tells)
  if (summary === '' && missions.length === 0) return { kind: 'untrusted', dropped: [...dropped, 'text'] }
  const skills = items('skills_required', answer.skills_required, page.hasWords)
  const location = kept('location', line(answer.location), (text) => text.length <= MAX_NAME_LENGTH && page.hasWords(text))
  const phrase = bearsOut(page)

  const description: OfferDescription = {
    title: (isStated('title') ? facts.title : title) ?? facts.title,
    company: (isStated('company') ? facts.company : company) ?? facts.company,
    location: (isStated('location') ? facts.location : location) ?? facts.location,
    work_mode: (isStated('work_mode') ? null : kept('work_mode', answer.work_mode, phrase.workMode)) ?? facts.work_mode,
    contract: (isStated('contract') ? null : kept('contract', answer.contract, phrase.contract)) ?? facts.contract,
    full_time: (isStated('full_time') ? null : kept('full_time', answer.full_time, phrase.fullTime)) ?? facts.full_time,
    salary: (isStated('salary') ? null : kept('salary', salaryOf(answer), (salary) => isBorneOutSalary(salary, page))) ?? facts.salary,
    valid_through:
      (isStated('valid_through') ? null : dateOf(kept('application_deadline', answer.application_deadline, page.hasDay))) ?? facts.valid_through,
    skills: isStated('skills') || skills.length === 0 ? facts.skills : skills,
    language: facts.language,
    body: '',
    reading: {
      summary: summary === '' || summary.length > MAX_SUMMARY_LENGTH ? null : summary,
      missions,
      skills_wished: items('skills_wished', answer.skills_wished, page.hasWords),
      perks: items('perks', answer.perks, tells),
      seniority: kept('seniority', answer.seniority, phrase.seniority),
      experience_years: kept('experience_years', someOf(answer.experience_years), ({ min, max }) =>
        [min, max].every((years) => years === null || (years >= 0 && years <= MAX_YEARS && page.hasYears(years))),
      ),
      languages: items('languages', answer.languages, page.hasWords),
      contact: contactOf(answer.contact, page, kept),
      dropped,
      ...made,
    },
  }
  return { kind: 'offer', description }
}

/** Sentences of a summary: one that the page doesn't bear out takes none of the others along. */
const sentences = (summary: string | null): string[] => (summary === null ? [] : withoutInstructions(tidied(summary)).split(/(?<=[.!?])\s+|\n+/))

/** Whether what a model wrote is in the page's language. */
function inLanguage({ summary, missions, perks }: DescribedOffer, language: OfferFacts['language']): boolean {
  const text = [summary ?? '', ...missions, ...perks].join('\n')
  return readLanguage(text, language) === language
}

const salaryOf = ({ salary }: DescribedOffer): Salary | null => (salary === null || (salary.min === null && salary.max === null) ? null : salary)

function isBorneOutSalary({ min, max, currency }: Salary, page: PageEvidence): boolean {
  const areThere = [min, max].every((amount) => amount === null || (amount > 0 && page.hasAmount(amount)))
  return areThere && (min === null || max === null || min <= max) && (currency === null || /^[A-Z]{3}$/.test(currency))
}

const someOf = <T extends { min: unknown; max: unknown }>(range: T | null): T | null =>
  range === null || (range.min === null && range.max === null) ? null : range

const dateOf = (day: string | null): string | null => (day === null ? null : `${day}T00:00:00.000Z`)

function contactOf(
  contact: OfferContact | null,
  page: PageEvidence,
  kept: (field: string, value: string | null, isBorneOut: (value: string) => boolean) => string | null,
): OfferContact | null {
  if (contact === null) return null
  const short = (text: string | null) => (text === null || text.trim() === '' ? null : text.trim())
  const checked = {
    name: kept('contact.name', short(contact.name), (name) => name.length <= MAX_NAME_LENGTH && page.names(name)),
    email: kept('contact.email', short(contact.email), page.hasEmail),
    phone: kept('contact.phone', short(contact.phone), (phone) => phone.length <= 30 && page.hasPhone(phone)),
    url: kept('contact.url', short(contact.url), (url) => urlProblem(url) === undefined && page.hasUrl(url)),
  }
  return Object.values(checked).every((value) => value === null) ? null : checked
}
