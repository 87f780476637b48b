import type { Opening } from './opening.ts'

/**
 * What ids and addresses say. `other_id`: one source, or one site, has them as two. `named_address`: one names the other's address as another
 * of its own, which may be where people apply to all offers. `same_number`: the long number of one is in the address of the other, as an
 * ATS's is in the address of the company's own page; a company's number may be in those of all its offers.
 */
export type Identity = 'same_id' | 'same_address' | 'named_address' | 'same_number' | 'other_id' | 'unknown'

export function compareIdentity(one: Opening, other: Opening): Identity {
  let hasOtherId = false
  for (const source of one.ids.keys()) {
    const others = other.ids.get(source)
    if (others === undefined) continue
    if (one.ids.get(source)?.some((id) => others.includes(id))) return 'same_id'
    hasOtherId = true
  }
  if (hasOtherId) return 'other_id'
  if (meets(one.urls, other.urls)) return 'same_address'
  if (meets(one.urls, other.otherUrls) || meets(one.otherUrls, other.urls)) return 'named_address'
  for (const [site, url] of one.sites) if (isOtherPage(url, other.sites.get(site))) return 'other_id'
  return meets(one.numbers, other.numbers) ? 'same_number' : 'unknown'
}

/** Asked of millions of pairs: it makes nothing. */
function meets(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  if (other.size > 0) for (const value of one) if (other.has(value)) return true
  return false
}

/** Two pages of one site are two offers, unless they are one in two languages. */
const isOtherPage = (url: string, other: string | undefined) => other !== undefined && withoutLanguage(url) !== withoutLanguage(other)

function withoutLanguage(address: string): string {
  const url = new URL(address)
  for (const name of ['lang', 'language', 'locale', 'hl']) url.searchParams.delete(name)
  url.pathname = url.pathname.replace(/\/(?:fr|en|de|es|it|nl)(?:[-_][a-z]{2})?(?=\/|$)/i, '')
  return url.href
}
