import { folded } from '../../../core/domain/text-rules.ts'

/**
 * The text folded letter by letter, so that what is found in it stands at the same place in the text (NFC). Letters that fold to two
 * (`œ`) only lose their capital.
 */
export function aligned(text: string): string {
  if (text !== latest.text) latest = { text, aligned: alignedAnew(text) }
  return latest.aligned
}

/** One line is searched for one pattern after the other. */
let latest = { text: '', aligned: '' }

function alignedAnew(text: string): string {
  return text.replace(
    /[^\p{ASCII}]|\p{Lu}/gu,
    (letter) => [folded(letter), letter.toLowerCase()].find((one) => one.length === letter.length) ?? letter,
  )
}

/** The text (NFC) without what a global pattern finds in its folded form, and each thing that was found. */
export function cut(text: string, pattern: RegExp): { left: string; found: string[] } {
  const plain = aligned(text)
  if (plain.search(pattern) < 0) return { left: text, found: [] }
  const found: string[] = []
  let left = ''
  let end = 0
  for (const { 0: words, index } of plain.matchAll(pattern)) {
    found.push(text.slice(index, index + words.length))
    left += `${text.slice(end, index)} `
    end = index + words.length
  }
  return { left: left + text.slice(end), found }
}
