import { hasRoom } from '../../domain/application.ts'
import { isAbsent, readFormerText } from './former-values.ts'

const NOTE_LENGTH = 10_000
/** What a note was called where it was a structure. */
const TEXT_FIELDS = ['note', 'text', 'content', 'contenu']

/**
 * Notes: none, one text, or a list of texts or `{text}`. A longer one than may be sent back becomes several.
 * @param tooMany is told when not all have room
 * @param unreadable is told when one is no text
 */
export function readFormerNotes(stored: unknown, tooMany: () => void, unreadable: () => void): string[] {
  const notes: string[] = []
  for (const item of Array.isArray(stored) ? stored : [stored]) {
    if (isAbsent(item)) continue
    const text = textOf(item)
    if (text === undefined) unreadable()
    else notes.push(...pieces(text))
  }
  if (hasRoom(notes)) return notes
  tooMany()
  while (!hasRoom(notes)) notes.pop()
  return notes
}

function textOf(item: unknown): string | undefined {
  const text = readFormerText(item)
  if (text !== undefined || typeof item !== 'object' || item === null) return text
  const fields = Object.keys(item)
  // More than the text would be lost.
  return fields.length === 1 && TEXT_FIELDS.includes(fields[0] ?? '') ? readFormerText(Object.values(item)[0]) : undefined
}

function pieces(text: string): string[] {
  const count = Math.ceil(text.length / NOTE_LENGTH)
  return Array.from({ length: count }, (_, n) => text.slice(n * NOTE_LENGTH, (n + 1) * NOTE_LENGTH)).filter((piece) => piece.trim() !== '')
}
