import { folded } from '../../../core/domain/text-rules.ts'

/** Words with which people ask, not what they ask for, folded. */
const ASKING = new Set(
  (
    'je j cherche recherche recherches chercher rechercher trouver trouve trouvez voudrais veux voulons souhaite souhaiterais souhaitons aimerais desire montre ' +
    'montrez donne donnez liste affiche moi me m nous on bonjour salut svp stp merci plait si s vous te un une des du de d le la les l au aux a en et ou dans sur ' +
    'par pour avec sans chez vers comme tant que qui ce cette cet ne pas mon ma mes notre nos est suis etre poste postes emploi emplois job jobs offre offres travail boulot ' +
    'travailler opportunite opportunites annonce annonces contrat contrats type proche pres autour environs alentours region secteur cote ville moins km kilometres ' +
    'rayon possible toute toutes tout tous h f hf ' +
    'i im am looking look for search searching find want would like need seeking seek show give us we my please hello hi the an of to at near around close by with ' +
    'without from or and is are be that which this as position positions role roles opening openings vacancy vacancies work working opportunity opportunities based ' +
    'located within miles mile mi area any some within in on anywhere somewhere hiring career careers ve d ll t'
  ).split(' '),
)
/** Those of them that are also a language's own: they count for it when it is told. */
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

/** The language that a query is asked in: French unless it is clearly English. */
export function queryLanguage(text: string): 'fr' | 'en' {
  const words = folded(text).match(/[a-z]+/g) ?? []
  const count = (known: ReadonlySet<string>) => words.filter((word) => known.has(word)).length
  return !/[àâçéèêëîïôûùœ]/i.test(text) && count(ENGLISH) > count(FRENCH) ? 'en' : 'fr'
}
