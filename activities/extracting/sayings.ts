import type { FactOrigin, Language } from '../../core/domain/offer-facts.ts'
import { folded } from '../../core/domain/text-rules.ts'
import { absolute, foreignUrls, leadsFurther, ownUrl, postingUrls } from './identity.ts'
import type { Node } from './nodes.ts'
import type { PageHead } from './open-graph.ts'
import { readPosting } from './posting-facts.ts'
import type { ReadOffer } from './read-offer.ts'

/** What a page's markup says of its offer in one syntax. */
export interface Saying {
  origin: FactOrigin
  facts: Partial<ReadOffer> & { text: string; language: Language }
}

/** What each syntax says of the page's offer, best first; of the others only those that speak of the same one. */
export function readSayings(
  chosen: readonly { origin: FactOrigin; posting: Node | 'several' | undefined }[],
  head: Pick<PageHead, 'language' | 'urls' | 'base'>,
  pageUrl: string,
): Saying[] {
  const sayings = chosen.flatMap(({ origin, posting }): Saying[] => {
    if (posting === undefined || posting === 'several') return []
    const facts = readPosting(posting, head.language)
    // A posting without a title and a text says nothing that the page would not.
    return facts.title === null && facts.text === ''
      ? []
      : [{ origin, facts: { ...facts, ...addresses(absolute(postingUrls(posting), head.base), head, pageUrl) } }]
  })
  const key = ({ facts }: Saying) => folded(facts.title ?? '')
  return sayings.filter((saying, at) => at === 0 || key(saying) === '' || key(saying) === key(sayings[0] as Saying))
}

/** The head tells an offer's address best, unless the page is a list of one offer, whose markup then leads further. */
function addresses(given: string[], head: Pick<PageHead, 'urls'>, pageUrl: string): Pick<ReadOffer, 'url' | 'elsewhere'> {
  const own = ownUrl(given, pageUrl)
  const isBetter = own !== null && (leadsFurther(own, pageUrl) || ownUrl(head.urls, pageUrl) === null)
  return { url: isBetter ? own : null, elsewhere: foreignUrls(given, pageUrl) }
}
