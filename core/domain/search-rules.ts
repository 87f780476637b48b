/** Pure rules of saved searches: no zod here, workflows may import them. */
import { companyKey } from './job-offer-rules.ts'

/** The names of blocked companies as they are kept: trimmed, each company once, in its first spelling. What is no name is left out. */
export function blockedCompanies(names: readonly string[]): string[] {
  const byKey = new Map<string, string>()
  for (const name of names) if (!byKey.has(companyKey(name))) byKey.set(companyKey(name), name.trim())
  // An offer without a company has the empty key.
  byKey.delete('')
  return [...byKey.values()]
}
