/** Pure rules of saved searches: no zod here, workflows may import them. */
import { companyKey } from './job-offer-rules.ts'

/** So many searches one user keeps. */
export const MAX_SEARCHES = 100
/** So many companies one user blocks, in all searches together: each list and count of offers looks at them. */
export const MAX_BLOCKED = 500
const KEY_LENGTH = 200

/** Whether a company's name is short enough once it is folded: there are signs that become eighteen. */
export const isBlockable = (name: string): boolean => companyKey(name).length <= KEY_LENGTH

/** The names of blocked companies as they are kept: trimmed, each company once, in its first spelling. What is no name is left out. */
export function blockedCompanies(names: readonly string[]): string[] {
  const byKey = new Map<string, string>()
  for (const name of names) {
    const key = companyKey(name)
    if (!byKey.has(key)) byKey.set(key, name.trim())
  }
  // An offer without a company has the empty key.
  byKey.delete('')
  return [...byKey.values()]
}
