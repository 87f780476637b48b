import { folded } from '../../../core/domain/text-rules.ts'
import { type Contract, readContract } from '../../extracting/contract.ts'

/** Codes that are no words: France Travail's, and what boards call these in a word of their own. */
const CODES: Readonly<Record<string, Contract>> = {
  mis: 'temporary',
  sai: 'temporary',
  tti: 'temporary',
  ddi: 'fixed-term',
  ccdd: 'fixed-term',
  vie: 'fixed-term',
  din: 'permanent',
  lib: 'freelance',
  fra: 'other',
  cce: 'other',
  rep: 'other',
  contract: 'freelance',
  contracting: 'freelance',
  hourly: 'temporary',
  other: 'other',
  autre: 'other',
  praktikum: 'internship',
  praktikant: 'internship',
  ausbildung: 'apprenticeship',
  'duales studium': 'apprenticeship',
  unbefristet: 'permanent',
  festanstellung: 'permanent',
  befristet: 'fixed-term',
  freiberuflich: 'freelance',
  zeitarbeit: 'temporary',
  werkstudent: 'other',
  'working student': 'other',
  'fixed term': 'fixed-term',
  ftc: 'fixed-term',
}

/** The contract in any source's words or codes: `FullTime, Intern`, `MIS`, `PERMANENT_CONTRACT`. Null: none, or two that differ. */
export function readSourceContract(values: readonly string[]): Contract | null {
  const words = values.map((value) =>
    value
      .slice(0, 200)
      .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
      .replace(/[_-]+/g, ' ')
      .replace(/\bftc\b/i, 'fixed term')
      .trim(),
  )
  const said = readContract(words)
  if (said !== null) return said
  const codes = words.map((value) => folded(value)).filter((code) => Object.hasOwn(CODES, code))
  const contracts = [...new Set(codes.map((code) => CODES[code]))]
  return contracts.length === 1 ? (contracts[0] ?? null) : null
}
