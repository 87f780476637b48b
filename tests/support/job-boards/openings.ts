import type { WORK_MODES } from '../../../core/domain/offer-facts.ts'
import { type Random, randomFrom } from './random.ts'
import { ABOUT, CITIES, type City, OBJECTS, PURPOSES, ROLES, SKILLS, TEAMS, VERBS } from './words.ts'

/** A job that a company really offers, whoever publishes it, however often. */
export interface Opening {
  n: number
  language: 'fr' | 'en'
  title: string
  company: string
  city: City
  contract: 'permanent' | 'fixed-term' | 'internship'
  workMode: (typeof WORK_MODES)[number]
  /** Euros a year; null: not said. */
  salary: { min: number; max: number } | null
  about: string
  missions: string[]
  profile: string[]
  skills: string[]
  postedAt: Date
}

const DAY_MS = 24 * 3_600_000
/** Dates are those of one month, the same at every run. */
const NEWEST = Date.parse('2026-11-10T09:00:00Z')
const LEVELS = ['', '', 'Senior ', 'Lead '] as const

/** Makes openings: the same for the same seed. No two of one company have the same title in the same place. */
export function createOpenings(seed: number) {
  const random = randomFrom(seed)
  const taken = new Set<string>()
  let count = 0

  return function opening(company: string, language: Opening['language'], cities: readonly City[] = CITIES): Opening {
    const city = random.pick(cities)
    let title = titleIn(language, random)
    while (taken.has(`${company}|${title}|${city.name}`)) title = titleIn(language, random)
    taken.add(`${company}|${title}|${city.name}`)
    const min = 30_000 + random.below(50) * 1_000
    count += 1
    return {
      n: count,
      language,
      title,
      company,
      city,
      contract: random.pick(['permanent', 'permanent', 'permanent', 'fixed-term', 'internship']),
      workMode: random.pick(['on-site', 'hybrid', 'remote']),
      salary: random.below(3) === 0 ? { min, max: min + 4_000 + random.below(10) * 1_000 } : null,
      about: aboutOf(company, language),
      missions: sentences(language, random, 6),
      profile: profile(language, random),
      skills: random.some(SKILLS, 4),
      postedAt: new Date(NEWEST - random.below(28) * DAY_MS - random.below(80_000) * 1_000),
    }
  }
}

function titleIn(language: Opening['language'], random: Random): string {
  const [en, fr] = random.pick(ROLES)
  const [team, equipe] = random.pick(TEAMS)
  const level = random.pick(LEVELS)
  return language === 'en' ? `${level}${en}, ${team}` : `${level}${fr} – ${equipe}`
}

/** What a company says of itself: the same in all its offers, like no other's. */
function aboutOf(company: string, language: Opening['language']): string {
  const random = randomFrom([...company].reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7))
  const { trades, owners, places } = ABOUT[language]
  const [trade, other] = random.some(trades, 2)
  const since = 1950 + random.below(70)
  return `${company} ${trade} ${random.pick(owners)} ${since}. ${random.pick(places)} ${company} ${other}.`
}

const sentences = (language: Opening['language'], random: Random, count: number): string[] => {
  const [verbs, objects, purposes] = [VERBS, OBJECTS, PURPOSES].map((words) => random.some(words[language], count)) as [string[], string[], string[]]
  return verbs.map((verb, at) => `${verb} ${objects[at]} ${purposes[at]}.`)
}

function profile(language: Opening['language'], random: Random): string[] {
  const years = 1 + random.below(8)
  const [one, other] = random.some(SKILLS, 2)
  return language === 'en'
    ? [`${years} years of practice with ${one} and ${other}`, `You liked to ${random.pick(VERBS.en).toLowerCase()} ${random.pick(OBJECTS.en)}`]
    : [`${years} ans de pratique de ${one} et ${other}`, `Vous avez aimé ${random.pick(VERBS.fr).toLowerCase()} ${random.pick(OBJECTS.fr)}`]
}
