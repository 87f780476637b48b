import { folded } from '../../../core/domain/text-rules.ts'
import type { Contract } from '../../extracting/contract.ts'

export const SENIORITIES = ['internship', 'junior', 'mid', 'senior', 'lead', 'staff', 'principal', 'head', 'director', 'executive'] as const
export type Seniority = (typeof SENIORITIES)[number]

/** The highest first: a `Senior Director` is a director, a `Lead Senior Engineer` leads. */
const LEVELS: [Seniority, RegExp][] = [
  [
    'executive',
    /\b(?:c[etofms]o|chief \w+(?: \w+)? officer|vp|vice[- ]president(?:e)?|executive(?: level)?$|directeur general|directrice generale)\b/,
  ],
  ['director', /\b(?:director|directeur|directrice)\b/],
  ['head', /\bhead of\b|\bhead$/],
  ['principal', /\bprincipal(?:e)?\b/],
  [
    'staff',
    /\bstaff\b(?= (?:software|engineer|data|machine|product|site|security|backend|frontend|ml|platform|devops|scientist|designer|developer))|\bsenior staff\b/,
  ],
  ['lead', /\b(?:tech|team)[ -]?lead(?:er)?\b|\blead\b(?! generation| gen\b)/],
  ['senior', /\b(?:seniors?|sr|experimente[es]?|expert(?:e)?|senior level)\b/],
  ['mid', /\b(?:confirmee?s?|intermediaire|intermediate|mid(?:dle|weight)?|mid[- ](?:level|senior)(?: level)?|associate level)\b/],
  ['junior', /\b(?:juniors?|jr|debutante?s?|entry[- ]level|graduate|jeune diplomee?)\b/],
]
/** Internal, international and an executive assistant are none of these. */
const NOT_A_LEVEL =
  /\b(?:executive assistant|assistante? de direction|assistant director|account executive|(?:account|lead) gen\w*|expert comptable|staff (?:accountant|nurse))\b/g
const YEARS: [Seniority, number][] = [
  ['senior', 5],
  ['mid', 2],
  ['junior', 0],
]

/** How senior a title asks one to be; interns are told by the contract. */
export const readTitleSeniority = (title: string, contract: Contract | null): Seniority | null =>
  contract === 'internship' ? 'internship' : levelOf(title)

/** How senior a source says that one must be, in words (`Mid-Senior level`) or in time (`36 months`). */
export const readSaidSeniority = (said: string): Seniority | null => levelOf(said) ?? yearsOf(said)

function levelOf(text: string): Seniority | null {
  const plain = folded(text)
    .replace(/[^\p{L}\p{N}&]+/gu, ' ')
    .replace(NOT_A_LEVEL, ' ')
    .replace('mid senior', 'mid')
    .trim()
  return LEVELS.find(([, pattern]) => pattern.test(plain))?.[0] ?? null
}

function yearsOf(text: string): Seniority | null {
  const [, number, unit = ''] = /(\d{1,3})\s*\+?\s*(months?|mois|years?|ans?|annees?)/.exec(folded(text)) ?? []
  if (number === undefined) return null
  const years = Number(number) / (unit.startsWith('mo') ? 12 : 1)
  return YEARS.find(([, from]) => years >= from)?.[0] ?? null
}
