import type { Salary } from '../../../core/domain/offer-facts.ts'
import type { Contract } from '../../extracting/contract.ts'
import { readLine } from '../../extracting/plain-text.ts'
import type { GazetteerPlace } from '../places/gazetteer.ts'
import type { WorkMode } from './work-mode.ts'

const MAX_LENGTH = 300

export interface ReadTitle {
  /** As it is shown. */
  text: string
  /** The line as it was, from which seniority is read. */
  said: string
  contract: Contract | null
  workMode: WorkMode | null
  salary: Salary | null
  place: GazetteerPlace | null
}

/** An offer's title without what isn't its title. Null: it is blank. */
export function readTitle(title: string, _known: { company: string | null; places: readonly string[] }): ReadTitle | null {
  const said = readLine(title, MAX_LENGTH)
  return said === null ? null : { text: said, said, contract: null, workMode: null, salary: null, place: null }
}
