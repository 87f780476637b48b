import type { DescribedOffer, ModelReading, OfferContact } from '../../../core/domain/described-offer.ts'
import type { OfferDescription } from '../../../core/domain/offer-description.ts'
import type { FactOrigin, OfferFacts, Salary } from '../../../core/domain/offer-facts.ts'
import { folded } from '../../../core/domain/text-rules.ts'
import { urlProblem } from '../../../core/domain/url-rules.ts'
import { readLanguage } from '../../extracting/language.ts'
import { tidied } from '../../extracting/plain-text.ts'
import type { DescribedPage } from './described-page.ts'
import { hasInstructions, withoutInstructions } from './instructions.ts'
import { distinct, someOf } from './merge-answers.ts'
import { type PageEvidence, readEvidence } from './page-evidence.ts'
import { agrees } from './page-evidence-pay.ts'
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
  const told = items('summary', sentences(answer.summary), tells)
  const fitting = told.filter((_, at) => told.slice(0, at + 1).join(' ').length <= MAX_SUMMARY_LENGTH)
  for (let lost = fitting.length; lost < told.length; lost++) dropped.push('summary')
  const summary = fitting.join(' ')
  const missions = items('missions', answer.missions, tells)
  if (summary === '' && missions.length === 0) return { kind: 'untrusted', dropped: [...dropped, 'text'] }
  const skills = items('skills_required', answer.skills_required, page.hasWords)
  const location = kept('location', line(answer.location), (text) => text.length <= MAX_NAME_LENGTH && page.hasWords(text))
  const isSkill = (name: string) => [...skills, ...facts.skills].some((skill) => folded(skill) === folded(name))
  const shownTitle = (isStated('title') ? facts.title : title) ?? facts.title
  const phrase = bearsOut(page, shownTitle)

  /** What extraction read stands, where the model says something else; what it did not, where the page bears the model out. */
  const settled = <T>(field: keyof OfferFacts, read: T | null, given: T | null, isBorneOut: (value: T) => boolean): T | null =>
    isStated(field) ? read : (kept(field, given, (value) => (read === null ? isBorneOut(value) : isSame(value, read))) ?? read)
  const given: Salary | null = someOf(answer.salary)
  const isOther = given !== null && facts.salary !== null && !agrees(facts.salary, given)
  const salary = given === null || isOther ? null : page.salaryIn(given)
  if (!isStated('salary') && given !== null) {
    if (salary === null) dropped.push('salary')
    else for (const part of ['currency', 'period'] as const) if (salary[part] !== given[part]) dropped.push(`salary.${part}`)
  }

  const description: OfferDescription = {
    title: shownTitle,
    company: settled('company', facts.company, company, (name) => !isSkill(name)),
    location: (isStated('location') ? facts.location : location) ?? facts.location,
    work_mode: settled('work_mode', facts.work_mode, answer.work_mode, phrase.workMode),
    contract: settled('contract', facts.contract, answer.contract, phrase.contract),
    full_time: settled('full_time', facts.full_time, answer.full_time, phrase.fullTime),
    salary: (isStated('salary') ? null : salary) ?? facts.salary,
    valid_through:
      (isStated('valid_through') ? null : dateOf(kept('application_deadline', answer.application_deadline, page.hasDay))) ?? facts.valid_through,
    skills: isStated('skills') || skills.length === 0 ? facts.skills : skills,
    language: facts.language,
    body: '',
    reading: {
      summary: summary || null,
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

/** Names are the same where one holds the other: `Kormoran` and `Kormoran SAS`. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return one === other
  const [a, b] = [folded(one), folded(other)]
  return a.includes(b) || b.includes(a)
}

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
