import { Tiktoken } from 'js-tiktoken/lite'
import ranks from 'js-tiktoken/ranks/o200k_base'
import type { PartLimits, Parts } from './parts.ts'

/** The encoder's work grows with the square of an unbroken run of characters, and a page may be one. */
const UNBROKEN = /\S{64}/gu

// As OpenAI's models of today count; others come close.
const encoder = new Tiktoken(ranks)

/** What looks like a special token is text like any other. */
const count = (text: string) => encoder.encode(text.replace(UNBROKEN, '$& '), [], []).length

/** Where a text is best taken apart: paragraphs, lines, sentences, words. */
const SEAMS = [/(?<=\n\n)/, /(?<=\n)/, /(?<=[.!?;] )/, /(?<= )/]
/** What has none of them is taken apart anywhere, but between characters. */
const RUN = /.{1,200}/gsu

/** What a text is taken to hold where it is not worth counting. */
const CHARACTERS_PER_TOKEN = 4

/** Takes a text apart where its paragraphs end, or as near to that as the limit lets. Nothing is lost: what no part has room for is counted, about. */
export function splitByTokens(text: string, { partTokens, parts: most }: PartLimits): Parts {
  const parts: Parts['parts'] = []
  let current = { text: '', tokens: 0 }
  let taken = 0
  const close = () => {
    taken += current.text.length
    if (current.text.trim() !== '') parts.push({ text: current.text.trim(), tokens: current.tokens })
    current = { text: '', tokens: 0 }
  }
  for (const piece of pieces(text, partTokens)) {
    if (current.tokens + piece.tokens > partTokens) close()
    if (parts.length === most) break
    current = { text: current.text + piece.text, tokens: current.tokens + piece.tokens }
  }
  close()
  return { parts, leftOutTokens: Math.ceil(text.slice(taken).trim().length / CHARACTERS_PER_TOKEN) }
}

/** Pieces of a text, none longer than the limit unless a few hundred characters are. From the second seam on, the text itself is too long. */
function* pieces(text: string, limit: number, seam = 0): Generator<{ text: string; tokens: number }> {
  const seamAt = SEAMS[seam]
  for (const piece of seamAt === undefined ? (text.match(RUN) ?? []) : text.split(seamAt)) {
    // What is far too long is not worth counting before it is taken apart.
    const isTooLong = seamAt !== undefined && (piece.length > limit * 16 || (seam > 0 && piece === text))
    const tokens = isTooLong ? Number.POSITIVE_INFINITY : count(piece)
    if (tokens <= limit || seamAt === undefined) yield { text: piece, tokens }
    else yield* pieces(piece, limit, seam + 1)
  }
}
