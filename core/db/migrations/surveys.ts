import type { Collection, Document, WithId } from 'mongodb'
import { exactName, foldedName } from '../../domain/user-rules.ts'
import type { ApplicationContext } from './former-application.ts'
import { formerNames, type NameSurvey } from './former-user.ts'
import { readFormerId } from './former-values.ts'
import { createRepeatFilter } from './repeat-filter.ts'

interface Claim {
  userId: string
  exact: string
  /** Lower claims go first: a name that is in use already, a username, an e-mail. */
  rank: number
}

/**
 * Which names several users have, those who came across already included. Reads the users twice; only shared names are held in
 * memory. Of several who spell a name alike, it is theirs who are found by it already, then who has it as username, then the eldest's.
 */
export async function surveyNames(users: Collection): Promise<NameSurvey> {
  const read = () => users.find({}, { projection: { username: 1, email: 1, names: 1 } }).sort({ _id: 1 })
  const filter = createRepeatFilter()
  for await (const user of read()) for (const folded of new Set(claimsOf(user).map(({ exact }) => foldedName(exact.slice(1))))) filter.add(folded)

  const claims = new Map<string, Claim[]>()
  for await (const user of read()) {
    for (const claim of claimsOf(user)) {
      const folded = foldedName(claim.exact.slice(1))
      if (filter.mayRepeat(folded)) claims.set(folded, [...(claims.get(folded) ?? []), claim])
    }
  }
  const owners = new Map<string, Claim>()
  for (const [folded, all] of claims) {
    if (new Set(all.map(({ userId }) => userId)).size === 1) claims.delete(folded)
    else for (const claim of all) if (claim.rank < (owners.get(claim.exact)?.rank ?? Number.POSITIVE_INFINITY)) owners.set(claim.exact, claim)
  }
  return {
    isShared: (folded) => claims.has(folded),
    owns: (userId, exact) => owners.get(exact)?.userId === userId.toString(),
  }
}

function claimsOf(user: WithId<Document>): Claim[] {
  const { username, email } = formerNames(user)
  const named = (name: string | null, rank: number): Claim[] => {
    if (name === null) return []
    const found = Array.isArray(user.names) && (user.names.includes(exactName(name)) || user.names.includes(foldedName(name)))
    return [{ userId: user._id.toString(), exact: exactName(name), rank: found ? 0 : rank }]
  }
  return [...named(username, 1), ...named(email, 2)]
}

/** Which application of a user for an offer is the first, where there are several: today a user applies to an offer once. */
export async function surveyOffers(applications: Collection): Promise<ApplicationContext['isFirstFor']> {
  const read = () => applications.find({ offer_id: { $nin: [null, ''] } }, { projection: { user_id: 1, offer_id: 1 } }).sort({ _id: 1 })
  const key = (userId: unknown, offerId: unknown) => `${readFormerId(userId)?.toHexString()} ${readFormerId(offerId)?.toHexString()}`
  const filter = createRepeatFilter()
  for await (const { user_id, offer_id } of read()) filter.add(key(user_id, offer_id))

  const first = new Map<string, string>()
  for await (const { _id, user_id, offer_id } of read()) {
    const both = key(user_id, offer_id)
    if (filter.mayRepeat(both) && !first.has(both)) first.set(both, _id.toString())
  }
  return (applicationId, userId, offerId) => (first.get(key(userId, offerId)) ?? applicationId.toString()) === applicationId.toString()
}
