/** Pure rules of text: folding for comparison, words for search. No zod here, workflows may import them. */

const LIGATURES: Record<string, string> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' }

const ASCII = /^\p{ASCII}*$/u

/** The text in lower case, without diacritics, ligatures opened: « Cœur ÉTUDE » → `coeur etude`. */
export function folded(text: string): string {
  // Most words of most titles: the long way takes ten times as long.
  if (ASCII.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[œæßøłđðþı]/g, (letter) => LIGATURES[letter] ?? letter)
}

const WORD = /\.?[\p{L}\p{N}]+(?:\.[\p{L}\p{N}]+)*[+#]*/gu
const MAX_WORD_LENGTH = 64

/** The words a person searches for, folded: `C++ à Évry` → `c++`, `a`, `evry`. `.net`, `node.js` and `c#` are words. */
export function queryWords(text: string): string[] {
  return [...new Set((folded(text).match(WORD) ?? []).map((word) => word.slice(0, MAX_WORD_LENGTH)))]
}

/** The words that a text is found by: its own, and the parts of dotted ones (`node.js` is also found by `js`). */
export function searchWords(text: string): string[] {
  const words = queryWords(text)
  return [...new Set(words.flatMap((word) => [word, ...(word.includes('.') ? word.split('.').filter((part) => part !== '') : [])]))]
}

/** What stands in front of the words of one field alone. No word begins with `@`: a search for `comp` finds no company by it. */
export const FIELD_WORDS = { company: '@company:', location: '@location:' } as const

/** The text as it is compared: trimmed, with `\n` newlines. */
export function comparable(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim()
}

/** At most `max` characters, cut where a paragraph, else a line, else a word ends. */
export function capped(text: string, max: number): string {
  if (text.length <= max) return text
  const head = text.slice(0, max + 1)
  const end = [head.lastIndexOf('\n\n'), head.lastIndexOf('\n'), head.lastIndexOf(' ')].find((at) => at > max / 2) ?? max
  return text
    .slice(0, end)
    .toWellFormed()
    .replace(/\uFFFD$/, '')
    .trimEnd()
}
