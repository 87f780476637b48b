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
const MAX_NAME_LENGTH = 100
/** How a sentence begins, and what is let where `location` is French: no name of a company or of a place. */
const NO_NAME = /^(?:(?:nous|notre|nos|vous|votre|elle|il|c'est|we|our|you|your|it|it's|this)\b|(?:de|du|des|d'|of)\b)/

/** The facts that an offer's own text says outright, by labels and set phrases; the rest stays null. */
export function readTextFacts(title: string | null, text: string, language: OfferFacts['language']): Partial<ReadOffer> {
  const labels = readLabels(text)
  const dayFirst = language === 'fr'
  const phrases = [labels.contract, labels.hours, title].filter((phrase) => phrase !== undefined && phrase !== null)
  const pay = labels.salary ?? PAY_LINE.exec(text)?.[0]
  return {
    company: nameOf(labels.company),
    location: nameOf(labels.location),
    locations: [labels.location].flatMap((place) => nameOf(place) ?? []),
    seniority: seniorityLine(labels.seniority),
    contract: readContract(labels.contract ? [labels.contract] : []) ?? readTitleContract(title ?? '') ?? readTextContract(text),
    full_time: readFullTime(phrases),
    work_mode: (labels.work_mode ? readWorkModePhrase(labels.work_mode) : null) ?? readWorkModeText(`${title ?? ''}\n${text}`),
    salary: pay === undefined ? null : readSalaryText(pay),
    posted_at: readDate(labels.posted_at, dayFirst),
    valid_through: readDate(labels.valid_through, dayFirst),
    skills: labels.skills === undefined ? [] : readSkills(labels.skills),
  }
}

function nameOf(value: string | undefined): string | null {
  return value !== undefined && value.length <= MAX_NAME_LENGTH && !NO_NAME.test(value.toLowerCase().replaceAll('’', "'")) ? value : null
}
