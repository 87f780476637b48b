/** Pure rules of what people look for: no zod here, workflows may import them. */
import { folded } from './text-rules.ts'

/** Words with which people ask, not what they ask for, folded. */
const ASKING = new Set(
  (
    'je j cherche recherche recherches chercher rechercher trouver trouve trouvez voudrais veux voulons souhaite souhaiterais souhaitons aimerais desire montre ' +
    'montrez donne donnez liste affiche moi me m nous on bonjour salut svp stp merci plait si s vous te un une des du de d le la les l au aux a en et ou dans sur ' +
    'par pour avec sans chez vers comme tant que qui ce cette cet ne pas mon ma mes notre nos est suis etre poste postes emploi emplois job jobs offre offres travail boulot ' +
    'travailler opportunite opportunites annonce annonces contrat contrats type proche pres autour environs alentours region secteur cote ville moins km kilometres ' +
    'rayon possible uniquement seulement exclusivement toute toutes tout tous h f hf ' +
    'i im am looking look for search searching find want would like need seeking seek show give us we my please hello hi the an of to at near around close by with ' +
    'without from or and is are be that which this as position positions role roles opening openings vacancy vacancies work working opportunity opportunities based ' +
    'located within miles mile mi area any some within in on anywhere somewhere only exclusively hiring career careers ve d ll t'
  ).split(' '),
)
const WORD = /\.?[\p{L}\p{M}\p{N}]+(?:\.[\p{L}\p{M}\p{N}]+)*[+#]*/gu

/** The words of a text as they were typed, each once, without those that only ask. `c++`, `c#`, `.net` and `node.js` are words. */
export function keywordsOf(text: string): string[] {
  const words = text.normalize('NFC').match(WORD) ?? []
  const telling = words.filter((word, at) => !ASKING.has(folded(word)) || /[+#]$|^\./.test(word) || isLetterOfTrade(word) || isWorkOfTrade(words, at))
  return [...new Map(telling.map((word) => [folded(word), word] as const).toReversed()).values()].toReversed()
}

/** `R`, `C`, `D` written large are languages to program in; `l’` and `d’` are not. */
const isLetterOfTrade = (word: string) => /^[RCD]$/.test(word)

/** `Médecin du travail`, `travail social`. */
const isWorkOfTrade = (words: readonly string[], at: number) =>
  folded(words[at] ?? '') === 'travail' && (folded(words[at - 1] ?? '') === 'du' || folded(words[at + 1] ?? '') === 'social')

/**
 * Whether a query of such words alone, `the of`, `je cherche un emploi`, tells what to look for in no way: with a place it asks for all that is there.
 * What has other words may still be understood as nothing (activities/collecting/begin.ts).
 */
export const saysNothing = ({ query, location }: { query: string; location: string | null }): boolean =>
  location === null && keywordsOf(query).length === 0 && !/\bfrom anywhere\b/i.test(query)
