import { folded } from '../../../core/domain/text-rules.ts'

/** Words that are a language's own. */
const FRENCH = new Set(
  'je j cherche recherche souhaite voudrais un une des du de le la les l au aux et ou dans sur pour chez poste emploi offre travail proche pres autour stage alternance cdi cdd moins teletravail'.split(
    ' ',
  ),
)
const ENGLISH = new Set(
  'i am looking for the an of to at near around in with or and position role job jobs work within miles based remote internship permanent contract engineer developer'.split(
    ' ',
  ),
)

/** The language that a query is asked in: French unless it is clearly English. */
export function queryLanguage(text: string): 'fr' | 'en' {
  const words = folded(text).match(/[a-z]+/g) ?? []
  const count = (known: ReadonlySet<string>) => words.filter((word) => known.has(word)).length
  return !/[àâçéèêëîïôûùœ]/i.test(text) && count(ENGLISH) > count(FRENCH) ? 'en' : 'fr'
}
