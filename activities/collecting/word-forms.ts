import { folded, queryWords } from '../../core/domain/text-rules.ts'

/**
 * Words that say the same in offers and in searches: French and English, and what everybody shortens. Only trades that are one word in
 * both languages and can't be taken for another: a longer list would find what nobody looked for.
 */
const SAME: readonly string[] = [
  'developpeur developer dev',
  'ingenieur engineer ing',
  'analyste analyst',
  'architecte architect',
  'comptable accountant',
  'commercial commerciaux',
  'infirmier nurse',
  'serveur waiter waitress',
  'cuisinier cook',
  'vendeur salesperson',
  'directeur director',
  'technicien technician',
  'administrateur administrator admin',
  'programmeur programmer',
  'chef cheffe',
  'golang go',
  'javascript js',
  'typescript ts',
  'kubernetes k8s',
  'postgresql postgres',
]
const COMMON = new Map(SAME.flatMap((line) => line.split(' ').map((word, _, [first = word]) => [word, first] as const)))

/** French feminines as their masculine: what they end with, and what stands there instead. */
const FEMININE: readonly [RegExp, string][] = [
  [/trices?$/, 'teur'],
  [/euses?$/, 'eur'],
  [/eures?$/, 'eur'],
  [/ieres?$/, 'ier'],
  [/(?<=[lngh])eres?$/, 'er'],
  [/iennes?$/, 'ien'],
  [/ees?$/, 'e'],
  [/(?<=[aei]n)tes?$/, 't'],
  [/(?<=[cd])ates?$/, 'at'],
  [/(?<=i)ales?$/, 'al'],
  [/(?<=t)ives?$/, 'if'],
  [/(?<=nn|i)elles?$/, 'el'],
  [/(?<=pren)ties?$/, 'ti'],
]
/** Words written apart, joined, or with a hyphen: `full stack`, `NodeJS`. */
const JOINED: readonly [RegExp, string][] = [
  [/\b(full|front|back)[- ](stack|end)\b/g, '$1$2'],
  [/\be[- ](commerce|learning|mail)\b/g, 'e$1'],
  [/\b(node|vue|react|next|nuxt|express|angular)[ .-]?js\b/g, '$1.js'],
]

/** A folded word in the form that it shares with those that say the same: `developpeuse`, `developer` → `developpeur`. */
export function commonForm(word: string): string {
  const rule = word.length > 5 ? FEMININE.find(([ending]) => ending.test(word)) : undefined
  const masculine = rule === undefined ? word : word.replace(...rule)
  const single = masculine.length > 4 ? masculine.replace(/(?<=[^siu])s$/, '') : masculine
  return COMMON.get(single) ?? single
}

/** The words of a search, folded, each once; `full-stack` and `full stack` are one. */
export const soughtWords = (text: string): string[] => queryWords(JOINED.reduce((line, joined) => line.replace(...joined), folded(text)))

/** The words that a text is found by: its own, the parts of dotted ones, and the form that others share with them. */
export function wordsOf(text: string): Set<string> {
  const words = new Set<string>()
  for (const word of soughtWords(text)) {
    words.add(word).add(commonForm(word))
    if (word.includes('.')) for (const part of word.split('.')) if (part.length > 1) words.add(part)
  }
  return words
}
