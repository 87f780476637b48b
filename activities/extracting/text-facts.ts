import type { OfferFacts } from '../../core/domain/offer-facts.ts'
import { readContract, readFullTime, readTextContract, readTitleContract } from './contract.ts'
import { readDate } from './dates.ts'
import { readLabels } from './labels.ts'
import type { ReadOffer } from './read-offer.ts'
import { readSalaryText } from './salary.ts'
import { seniorityLine } from './seniority.ts'
import { readSkills } from './skills.ts'
import { readWorkModePhrase, readWorkModeText } from './work-mode.ts'

const PAY_LINE = /^(?:- )?(?:salaire|r[ée]mun[ée]ration|salary|compensation|package|tjm)\b.{0,200}$/im
/** `The base salary range for this role is £30,000 – £35,000 a year`, and a line that begins with what is paid for a time. */
const PAY_SENTENCE =
  /\b(?:salary|pay|compensation)(?: range| band)?(?: for this (?:role|position|job))?(?: is| of| ranges? from| between) (?:[A-Z]{2,3})?[$£€].{0,120}|^(?:- )?[$£€] ?\d[\d.,]*k?(?: ?(?:-|–|to) ?[$£€]? ?\d[\d.,]*k?)? (?:gross )?(?:per|an?) (?:hour|day|week|month|year|annum)\b/im
/** What follows such words is a date, or it is no deadline. */
const DEADLINE =
  /\b(?:closing date|application deadline|deadline(?: for applications)?|apply (?:by|before)|appl(?:y|ications)[^.\n:]{0,80}\bby|date limite(?: de (?:candidature|d[ée]p[ôo]t))?|(?:postulez|candidat|dossier|cv|lettre)[^.\n:]{0,120}\b(?:avant le|jusqu['’]au|au plus tard le))(?: is|:| :| est)?(?: le)? (?<date>(?:\d{1,2}(?:er|st|nd|rd|th)? \p{L}{3,9}\.?,? \d{4}|\p{L}{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}\/\d{1,2}\/\d{4}|\d{4}-\d\d-\d\d))/iu
/** `Poste basé à Épinal, …`: names in capitals. */
const BASED =
  /\b(?:[Pp]oste (?:est )?(?:bas[ée]e?|situ[ée]e?) à|(?:[Pp]osition|[Rr]ole|[Jj]ob) (?:is )?based in) (?<place>\p{Lu}[\p{L}’'-]{1,30}(?:[ -](?:(?:sur|sous|en|de|du|la|le|les|lès|upon|on) )?\p{Lu}[\p{L}’'-]{1,30}){0,3})/u
/** Of a short line that also names the contract: `POSTE EN CDI - TEMPS PLEIN`. */
const MAX_OFFER_LINE = 80
const MAX_NAME_LENGTH = 100
/** How a sentence begins, and what is let where `location` is French: no name of a company or of a place. */
const NO_NAME = /^(?:(?:nous|notre|nos|vous|votre|elle|il|c'est|we|our|you|your|it|it's|this)\b|(?:de|du|des|d'|of)\b)/

/** The facts that an offer's own text says outright, by labels and set phrases; the rest stays null. */
export function readTextFacts(title: string | null, text: string, language: OfferFacts['language']): Partial<ReadOffer> {
  const labels = readLabels(text)
  const dayFirst = language === 'fr'
  const phrases = [labels.contract, labels.hours, title].filter((phrase) => phrase !== undefined && phrase !== null)
  const pay = labels.salary ?? PAY_LINE.exec(text)?.[0] ?? PAY_SENTENCE.exec(text)?.[0]
  const isMode = labels.location !== undefined && readWorkModePhrase(labels.location) !== null
  const place = (isMode ? null : nameOf(labels.location)) ?? BASED.exec(text)?.groups?.place ?? null
  return {
    company: nameOf(labels.company),
    location: place,
    locations: place === null ? [] : [place],
    seniority: seniorityLine(labels.seniority),
    contract: readContract(labels.contract ? [labels.contract] : []) ?? readTitleContract(title ?? '') ?? readTextContract(text),
    full_time: readFullTime(phrases) ?? readFullTime(contractLines(text)),
    work_mode: readLabelledMode(labels.work_mode) ?? readLabelledMode(labels.location) ?? readWorkModeText(`${title ?? ''}\n${text}`),
    salary: pay === undefined ? null : readSalaryText(pay),
    posted_at: readDate(labels.posted_at, dayFirst),
    valid_through: readDate(labels.valid_through, dayFirst) ?? readDate(DEADLINE.exec(text)?.groups?.date, dayFirst),
    skills: labels.skills === undefined ? [] : readSkills(labels.skills),
  }
}

const readLabelledMode = (said: string | undefined) => (said === undefined ? null : readWorkModePhrase(said))

/** The few short lines that name the contract. */
function contractLines(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.length <= MAX_OFFER_LINE && readTextContract(line) !== null)
    .slice(0, 3)
}

function nameOf(value: string | undefined): string | null {
  return value !== undefined && value.length <= MAX_NAME_LENGTH && !NO_NAME.test(value.toLowerCase().replaceAll('’', "'")) ? value : null
}
