/** What the sources have in common that are asked board by board. */
import { type SourceName, sourceVariable } from '../../../core/domain/sources.ts'
import { type Skipped, SourceError, type SourceStep, type SourceTask } from '../source.ts'

/** A board, a page of it, or one offer of it. */
export interface BoardStep extends SourceStep {
  board: string
  /** Of one offer. */
  nativeId: string | null
  /** Offers that the pages before this one hold. */
  skip: number
}

/** One step a board, and one for each offer of a board that is not asked as a whole. */
export function boardSteps(source: SourceName, { targets }: SourceTask): BoardStep[] | Skipped {
  if (targets.length === 0) return { skipped: 'no_boards', variable: sourceVariable(source, 'boards') }
  const whole = new Set(targets.filter(({ nativeId }) => nativeId === null).map(({ board }) => board))
  const steps = targets
    .filter(({ board, nativeId }) => nativeId === null || !whole.has(board))
    .map(({ board, nativeId }) => ({ key: nativeId === null ? board : `${board}/${nativeId}`, label: label(board), board, nativeId, skip: 0 }))
  return [...new Map(steps.map((step) => [step.key, step])).values()]
}

/** The page of a board after `step`, which held `held` offers. */
export function nextPage({ board, nativeId, skip }: BoardStep, held: number): BoardStep {
  const next = skip + held
  return { key: `${board}?skip=${next}`, label: `${label(board)} (${Math.floor(next / held) + 1})`, board, nativeId, skip: next }
}

/**
 * A part of a path: `acme`, percent-encoded.
 * @throws SourceError `not_found` for what cannot be the name of a board or an id: people write them, and pages that were crawled
 */
export function pathPart(text: string, shape: RegExp): string {
  if (!shape.test(text) || /^\.*$/.test(text)) throw new SourceError('not_found')
  return encodeURIComponent(text)
}

/** A company's name, as far as its board tells: `acme-robotics` → `Acme Robotics`. Names with capitals stay as they are. */
export function companyOf(board: string): string {
  const words = board.replace(/^\w+:/, '').split(/[\s._-]+/)
  return words
    .map((word) => (/\p{Lu}/u.test(word) ? word : word.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())))
    .join(' ')
    .trim()
}

/** What else stands first in the paths of boards' sites: no company's name. */
export const isNoBoard = (part: string): boolean => NO_BOARD.test(part)
const NO_BOARD =
  /^(?:privacy|cookies?|terms|legal|gdpr|accessibility)(?:[-_](?:policy|notice|statement|and[-_]conditions|of[-_](?:service|use)))*$|^(?:log[-_]?in|sign[-_]?in|users?|meetings?|static|assets|images|fonts|api|robots\.txt|favicon\.ico|sitemap\.xml)$/i

/** The decoded parts of a path; undefined where it is no address of the web's on its usual port. */
export function pathParts(url: URL): string[] | undefined {
  if (!/^https?:$/.test(url.protocol) || url.port !== '' || url.username !== '' || url.password !== '') return undefined
  try {
    return url.pathname
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent)
  } catch {
    return undefined
  }
}

/** What cannot be a board's name is not repeated: it may be an address with a token in it. */
const label = (board: string) => (/^[\p{L}\p{N} .:&'_-]{1,100}$/u.test(board) ? board : '?')
