import type { OfferFacts } from '../../core/domain/offer-facts.ts'
import { folded } from '../../core/domain/text-rules.ts'
import { introducesOthers } from './related.ts'

const MAX_LINES = 15
const MAX_LINE_LENGTH = 90
/** What stands apart on such a line. */
const BETWEEN = /\s*[·•|,;/–—()]\s*|\s+-\s+|^- /

type Said = Pick<OfferFacts, 'contract' | 'full_time' | 'work_mode'>
const WORDS: { [Field in keyof Said]: [NonNullable<Said[Field]>, RegExp][] } = {
  contract: [
    ['permanent', /^(?:\d{1,2} )?(?:cdi|permanent(?: contract| employee| position)?|contrat a duree indeterminee)$/],
    ['fixed-term', /^(?:\d{1,2} )?(?:cdd|fixed[- ]term(?: contract)?|contrat a duree determinee)$/],
    ['freelance', /^(?:freelance|independant)$/],
    ['temporary', /^(?:interim|temporary)$/],
    ['internship', /^(?:stage|internship)$/],
    ['apprenticeship', /^(?:alternance|apprentissage|contrat d[’']apprentissage|apprenticeship)$/],
  ],
  full_time: [
    [true, /^(?:full[- ]time|temps (?:plein|complet)|a temps (?:plein|complet))$/],
    [false, /^(?:part[- ]time|(?:a )?temps partiel|mi-temps)$/],
  ],
  work_mode: [
    ['on-site', /^(?:on-?site|sur site|presentiel)$/],
    ['hybrid', /^(?:hybrid|hybride|hybrid (?:work|remote)|teletravail partiel|partially remote)$/],
    ['remote', /^(?:remote|fully remote|full remote|100 ?% (?:remote|teletravail)|teletravail (?:total|complet))$/],
  ],
}

/** The few short lines that follow a page's heading, where sites sum an offer up; empty when the heading is not there. */
export function titleBlock(mainText: string, heading: string | null): string {
  if (heading === null) return ''
  const lines = mainText.split('\n', 2_000)
  const title = folded(heading)
  const at = lines.findIndex((line) => folded(line) === title)
  if (at < 0) return ''
  const behind = lines.slice(at + 1).filter((line) => line !== '')
  const end = behind.findIndex((line) => line.length > MAX_LINE_LENGTH || introducesOthers(line))
  return behind.slice(0, Math.min(end < 0 ? MAX_LINES : end, MAX_LINES)).join('\n')
}

/** What such lines say in single words, apart from each other: `CDI`, `Full time · On-site`. What they say twice, differently, is not read. */
export function readSingleWords(block: string): Said {
  const words = block.split('\n').flatMap((line) => line.split(BETWEEN).map((word) => folded(word).trim()))
  const said = <Value>(readings: [Value, RegExp][]): Value | null => {
    const values = readings.filter(([, pattern]) => words.some((word) => pattern.test(word))).map(([value]) => value)
    return values.length === 1 ? (values[0] ?? null) : null
  }
  return { contract: said(WORDS.contract), full_time: said(WORDS.full_time), work_mode: said(WORDS.work_mode) }
}
