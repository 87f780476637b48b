import type { OfferFacts } from '../../../core/domain/offer-facts.ts'
import { folded } from '../../../core/domain/text-rules.ts'
import { readWorkModePhrase } from '../../extracting/work-mode.ts'

export type WorkMode = NonNullable<OfferFacts['work_mode']>

/** The boards' codes, folded, without signs: Ashby, Lever, Recruitee, SmartRecruiters, Welcome to the Jungle and the like. */
const CODES: Readonly<Record<string, WorkMode>> = {
  onsite: 'on-site',
  inoffice: 'on-site',
  office: 'on-site',
  inperson: 'on-site',
  surplace: 'on-site',
  presential: 'on-site',
  no: 'on-site',
  non: 'on-site',
  hybrid: 'hybrid',
  partial: 'hybrid',
  punctual: 'hybrid',
  occasional: 'hybrid',
  partiallyremote: 'hybrid',
  remote: 'remote',
  fullremote: 'remote',
  fullyremote: 'remote',
  fulltime: 'remote',
  telecommute: 'remote',
  telecommuting: 'remote',
  homeoffice: 'remote',
  workfromhome: 'remote',
  wfh: 'remote',
  anywhere: 'remote',
  worldwide: 'remote',
  yes: 'remote',
  oui: 'remote',
  total: 'remote',
}

/** Where the work is done, in any source's words. `false` only says that it is not all remote: null. */
export function readWorkMode(value: string | boolean | null): WorkMode | null {
  if (value === null || value === false) return null
  if (value === true) return 'remote'
  const code = folded(value).replace(/[^\p{L}\p{N}]+/gu, '')
  return Object.hasOwn(CODES, code) ? (CODES[code] ?? null) : readWorkModePhrase(value)
}
