import { isNode, lineOf, list, type Node, scalarOf } from './nodes.ts'

const MAX_LENGTH = 60
/** What pages call it: no property of schema.org's does. */
const PROPERTIES = ['seniorityLevel', 'seniority', 'experienceLevel', 'careerLevel']

/** How senior a JobPosting wants its candidates, as it says it: `Senior`, `Mid-Senior level`, or the months that it requires: `36 months`. */
export function readSeniority(posting: Node): string | null {
  const said = PROPERTIES.map((property) => seniorityLine(lineOf(posting[property]))).find((line) => line !== null)
  return said ?? requiredMonths(posting)
}

/** A line that is short enough to be a level. */
export const seniorityLine = (line: string | null | undefined): string | null => (line && line.length <= MAX_LENGTH ? line : null)

function requiredMonths(posting: Node): string | null {
  for (const requirement of list(posting.experienceRequirements).filter(isNode)) {
    const months = Number(scalarOf(requirement.monthsOfExperience))
    if (Number.isInteger(months) && months > 0 && months <= 600) return `${months} months`
  }
  return null
}
