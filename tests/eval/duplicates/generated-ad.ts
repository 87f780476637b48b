import type { Random } from './random.ts'
import { ABOUT, type Both, COMPANIES, PERKS, PROFILE, ROLES, type Role, TOWNS, WORK } from './vocabulary.ts'

/** What an advertisement says, in no language yet. */
export interface Draft {
  role: Role
  title: Both
  company: string
  town: (typeof TOWNS)[number]
  /** The company's own lines, the same in all that it puts up. */
  about: readonly Both[]
  lines: readonly Both[]
}

export interface Maker {
  random: Random
  /** A number that no other listing has. */
  nextId(): number
}

const fill = (line: Both, company: string, skill: string, number: number): Both => [
  filled(line[0], company, skill, number),
  filled(line[1], company, skill, number),
]
const filled = (line: string, company: string, skill: string, number: number) =>
  line.replaceAll('{c}', company).replaceAll('{s}', skill).replaceAll('{n}', String(number))

/** Lines with this company's name, and numbers and skills of its own. */
export const said = ({ random }: Maker, lines: readonly Both[], company: string, { skills }: Role): Both[] =>
  lines.map((line) => fill(line, company, random.one(skills), random.between(3, 60)))

export function draftAd(maker: Maker): Draft {
  const { random } = maker
  const role = random.one(ROLES)
  const company = `${random.one(COMPANIES)} ${random.one(['Industries', 'Services', 'Conseil', 'Santé', 'Énergie', ''])}`.trim()
  return {
    role,
    title: role.name,
    company,
    town: random.one(TOWNS),
    about: said(maker, random.some(ABOUT, random.between(2, 4)), company, role),
    lines: linesOf(maker, company, role),
  }
}

/** Another text of the company's for such work. */
export const linesOf = (maker: Maker, company: string, role: Role): Both[] => {
  const { random } = maker
  const lines = [...random.some(WORK, random.between(6, 9)), ...random.some(PROFILE, random.between(3, 4)), ...random.some(PERKS, 2)]
  return said(maker, lines, company, role)
}

/** Its text in a language, paragraphs apart. */
export const textOf = (lines: readonly Both[], language: 'fr' | 'en'): string => lines.map(([fr, en]) => (language === 'fr' ? fr : en)).join('\n\n')
