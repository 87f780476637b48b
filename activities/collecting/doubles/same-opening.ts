import type { ListedFacts } from '../../../core/domain/collected-offer.ts'
import { compareIdentity } from './identity.ts'
import type { Double, Opening } from './opening.ts'
import { comparePlaces, type PlaceLikeness } from './places.ts'
import { commonParts } from './sketch.ts'
import { compareTitles, type TitleLikeness } from './title-words.ts'

/** Parts of a text below which it is only a beginning, or says too little to be compared. */
const WHOLE = 60
const TELLING = 12
/** Of two whole texts: what one company's openings have in common by their boilerplate is less. Or one is in the other, nearly. */
const SAME_TEXT = 0.5
const SAME_WITHIN = 0.72
/** Of a beginning and its whole: between the two, the beginning is too short to tell. */
const SAME_BEGINNING = 0.5
const OTHER_BEGINNING = 0.2
/** Where nothing but the text tells: another company's name stands above it, or no place. */
const SURELY_SAME_TEXT = 0.6
/** A posting put up again has the same text but for a date. */
const REPOSTED_TEXT = 0.85
const DAY_MS = 24 * 60 * 60_000

interface TextLikeness {
  is: 'same' | 'other' | 'unknown'
  score: number
}
const UNKNOWN: TextLikeness = { is: 'unknown', score: 0 }
type CompanyLikeness = 'same' | 'part' | 'unsaid' | 'recruiter' | 'other'

/** What the faces of two offers have in common: the same for all offers of one face. */
export interface FaceLikeness {
  company: CompanyLikeness
  title: TitleLikeness
  place: PlaceLikeness
  contradicts: boolean
}

/** Compares all but ids, addresses, dates and texts. */
export const compareFaces = (one: Opening, other: Opening): FaceLikeness => ({
  company: compareCompanies(one, other),
  title: compareTitles(one.title, other.title, new Set([...one.aside, ...other.aside])),
  place: comparePlaces(one.places, other.places),
  contradicts: contradicts(one, other),
})

/**
 * Whether two offers are the same opening, and why: by the source's own id, by the address, else by what they say. Different openings of
 * one company with the same title differ in place, in level, in contract, or have two ids at one source.
 * @param faces how their faces were compared, where it was done for others before
 */
export function sameOpening(one: Opening, other: Opening, faces = compareFaces(one, other)): Double | null {
  const identity = compareIdentity(one, other)
  if (identity === 'same_id') return { reason: 'native_id', score: 1 }
  if (identity === 'other_id' && !follows(one, other)) return null
  const { company, title, place } = faces
  if (identity === 'same_address' && (title !== 'other' || !isSharedPage(one, other))) return { reason: 'url', score: 1 }
  if (identity === 'named_address' && title !== 'other' && place !== 'other') return { reason: 'url', score: 1 }
  if (company === 'other' || title === 'other' || place === 'other' || faces.contradicts) return null
  const text = compareTexts(one, other)
  if (text.is === 'other') return null
  if (identity === 'same_number' && company !== 'recruiter') return { reason: 'native_id', score: 0.95 }
  if (identity === 'other_id') return isRepost(one, other, { company, title, place, text }) ? { reason: 'repost', score: scoreOf(text) } : null
  return alike(one, other, { company, title, place, text })
}

interface Likeness extends Omit<FaceLikeness, 'contradicts'> {
  text: TextLikeness
}

/** By what they say alone, when neither an id nor an address tells. */
function alike(one: Opening, other: Opening, { company, title, place, text }: Likeness): Double | null {
  const isThere = place === 'same' || (place === 'within' && title === 'same')
  if (company === 'recruiter')
    return text.is === 'same' && text.score >= SURELY_SAME_TEXT && isThere ? { reason: 'agency', score: scoreOf(text) } : null
  if (text.is === 'same') {
    const isSure = text.score >= SURELY_SAME_TEXT
    const holds = company === 'same' && !one.isRecruiter ? isThere || (isSure && title === 'same') : isThere && isSure
    return holds ? { reason: 'text', score: scoreOf(text) } : null
  }
  const isOnePlace = place === 'same' || (place === 'unknown' && one.facts.remote === 'remote' && other.facts.remote === 'remote')
  // Who recruits for others may look for two such people in one town.
  if (company !== 'same' || title !== 'same' || !isOnePlace || one.isRecruiter) return null
  const isTranslated = one.facts.language !== other.facts.language && one.text !== null && other.text !== null
  if (isTranslated) return skillsDiffer(one.facts, other.facts) ? null : { reason: 'translation', score: 0.8 }
  return { reason: 'title_and_place', score: 0.8 }
}

/** One was put up when the other was there no more. */
const follows = (one: Opening, other: Opening) =>
  one.from.getTime() >= other.until.getTime() + DAY_MS || other.from.getTime() >= one.until.getTime() + DAY_MS

/** A posting that followed another at the same source, with its text. */
function isRepost(one: Opening, other: Opening, { company, title, place, text }: Likeness): boolean {
  const isThere = place === 'same' || (place === 'unknown' && one.places.towns.length === other.places.towns.length)
  return company === 'same' && title === 'same' && isThere && text.is === 'same' && text.score >= REPOSTED_TEXT
}

/** What no two descriptions of one opening have: another level, another contract, other pay. */
function contradicts(one: Opening, other: Opening): boolean {
  const differ = (a: string | null, b: string | null) => a !== null && b !== null && a !== b
  if (differ(loose(one.contract), loose(other.contract)) || differ(one.level, other.level)) return true
  // One says its level in the title, or is known for an internship: the other would too.
  if ((saysLevel(one) && other.level === null) || (saysLevel(other) && one.level === null) || isTraining(one.contract) !== isTraining(other.contract))
    return true
  return paysDiffer(one.facts.salary, other.facts.salary)
}

/** Boards say `temporary` of any contract that ends. */
const loose = (contract: string | null) => (contract === 'temporary' ? 'fixed-term' : contract)
const isTraining = (contract: string | null) => contract === 'internship' || contract === 'apprenticeship'
const saysLevel = ({ titleLevel }: Opening) => titleLevel !== null && titleLevel !== 'mid'

function paysDiffer(one: ListedFacts['salary'], other: ListedFacts['salary']): boolean {
  if (one === null || other === null || one.period !== other.period || one.currency !== other.currency) return false
  const [low, high] = [one.min ?? one.max, one.max ?? one.min]
  const [otherLow, otherHigh] = [other.min ?? other.max, other.max ?? other.min]
  return low !== null && high !== null && otherLow !== null && otherHigh !== null && (high < otherLow || otherHigh < low)
}

function skillsDiffer({ skills }: Opening['facts'], { skills: others }: Opening['facts']): boolean {
  const [few, many] = skills.length < others.length ? [skills, others] : [others, skills]
  const known = new Set(many.map((skill) => skill.toLowerCase()))
  return few.length >= 3 && few.filter((skill) => known.has(skill.toLowerCase())).length < few.length / 3
}

/** A name within another is a part of the company: `acme` and `acme digital`. Who recruits for others may post for anyone. */
function compareCompanies(one: Opening, other: Opening): CompanyLikeness {
  if (one.company === other.company) return one.company === '' ? 'unsaid' : 'same'
  if (one.company.replaceAll(' ', '') === other.company.replaceAll(' ', '')) return 'same'
  if (one.isRecruiter || other.isRecruiter) return 'recruiter'
  if (one.company === '' || other.company === '') return 'unsaid'
  const [few, many] = [one.company.split(' '), other.company.split(' ')].toSorted((a, b) => a.length - b.length) as [string[], string[]]
  return few.every((word) => many.includes(word)) ? 'part' : 'other'
}

function compareTexts(one: Opening, other: Opening): TextLikeness {
  if (one.text === null || other.text === null || one.facts.language !== other.facts.language) return UNKNOWN
  const shorter = Math.min(one.text.size, other.text.size)
  if (shorter < TELLING) return UNKNOWN
  const { ofAll, ofShorter } = commonParts(one.text, other.text)
  const isBeginning = shorter < WHOLE || shorter < Math.max(one.text.size, other.text.size) / 2.5
  if (isBeginning) return { is: ofShorter >= SAME_BEGINNING ? 'same' : ofShorter < OTHER_BEGINNING ? 'other' : 'unknown', score: ofShorter }
  return { is: ofAll >= SAME_TEXT || ofShorter >= SAME_WITHIN ? 'same' : 'other', score: (ofAll + ofShorter) / 2 }
}

const scoreOf = ({ score }: TextLikeness) => Math.round(score * 100) / 100

/** A page that lists several offers, none with an address of its own. */
const isSharedPage = (one: Opening, other: Opening) => one.ids.size === 0 && other.ids.size === 0
