import type { Language } from '../../core/domain/offer-facts.ts'
import { folded } from '../../core/domain/text-rules.ts'

const SAMPLE_LENGTH = 20_000
const FEW_WORDS = 10
const FRENCH = words('le la les des une un et est pour vous nous dans sur avec au aux du de en que qui votre vos nos notre ou par sera etes')
const ENGLISH = words('the and of to in you for with we our are is will your be an this have from that or at by who')

/**
 * The language of a text, by its commonest words: French unless it is clearly English.
 * @param hint the page's `lang`, which decides only where the text is too short to.
 */
export function readLanguage(text: string, hint = ''): Language {
  const found = folded(text.slice(0, SAMPLE_LENGTH)).match(/[a-z]+/g) ?? []
  const french = found.filter((word) => FRENCH.has(word)).length
  const english = found.filter((word) => ENGLISH.has(word)).length
  const hinted = /^\s*en\b/i.test(hint)
  if (french + english < FEW_WORDS) return hinted && english >= french ? 'en' : 'fr'
  return english > french * (hinted ? 1 : 1.5) ? 'en' : 'fr'
}

function words(text: string): Set<string> {
  return new Set(text.split(' '))
}
