import type { Salary } from '../../../core/domain/offer-facts.ts'
import { folded } from '../../../core/domain/text-rules.ts'
import { withoutInstructions } from './instructions.ts'
import { readPay } from './page-evidence-pay.ts'
import { hostsIn, isFamiliar, namesInside } from './page-evidence-strange.ts'
import type { PageSource } from './page-source.ts'

/** What a page bears out. */
export interface PageEvidence {
  /** Whether one line of the page has the words of a name or title one behind the other, articles and marks of gender apart. */
  names(text: string): boolean
  /** Whether the page has every word, in one form or another. */
  hasWords(text: string): boolean
  /** Whether a sentence says what the page says: its numbers, names and addresses stand there, and most of its words do. */
  tells(text: string): boolean
  /** What the page bears out of a salary (page-evidence-pay.ts). */
  salaryIn(salary: Salary): Salary | null
  /** Whether the page counts so many years or months of experience. */
  hasYears(years: number): boolean
  /** Whether the page has that day: YYYY-MM-DD. */
  hasDay(day: string): boolean
  hasEmail(email: string): boolean
  hasPhone(phone: string): boolean
  /** Whether the address stands on the page, to be read or to be clicked on. */
  hasUrl(url: string): boolean
  matches(pattern: RegExp): boolean
}

const WORD = /[\p{L}\p{N}]+(?:[.+#][\p{L}\p{N}]*)*/gu
const wordsOf = (text: string) => (folded(text).replaceAll('’', "'").match(WORD) ?? []).map((word) => word.replace(/(?<!\.)\.+$/, ''))
/** Marks of gender and articles, which a title may have or not. */
const SMALL = /^(?:h|f|m|w|d|x|nb|le|la|les|l|un|une|de|du|des|d|the|a|an|of|et|and|&)$/
// Nothing here may take a run of characters up again at each of them: pages of one endless word are read on the worker's only thread.
const EMAIL = /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g
const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"'«»()]+/gi
const NUMBER = /\d{1,3}(?:[ .,'\u00a0\u202f]\d{3})+(?!\d)|\d+/g
const NEAR = 60
/** What makes years those of a candidate. */
const EXPERIENCE =
  /\b(?:experien|experiment|similar|similaire|equivalent|comparable|pratique|practice|practise|anciennete|debutant|background|in a |in the role|as an? |working|profil|poste|exercice|metier)/
const NO_EXPERIENCE = /\b(?:il y a|depuis|notre|nos|our|societe|company|cree|fonde|existe|founded|for over|ago|old|age)/
/** Behind the first of two numbers the second may stand: `2 to 4 years`. */
const TIME = /^(?: ?(?:a|to|or|ou|-|–) ?\d{1,2}\b)?[^\d.;\n]{0,25}\b(?:ans?|annees?|years?|yrs?|mois|months?)\b/
const NUMBER_WORDS: readonly (readonly string[])[] = [
  [],
  ['un', 'une', 'one', 'a'],
  ['deux', 'two'],
  ['trois', 'three'],
  ['quatre', 'four'],
  ['cinq', 'five'],
  ['six'],
  ['sept', 'seven'],
  ['huit', 'eight'],
  ['neuf', 'nine'],
  ['dix', 'ten'],
]
const MONTHS = [
  'janvier january jan janv',
  'fevrier february feb fev fevr',
  'mars march mar',
  'avril april apr avr',
  'mai may',
  'juin june jun',
  'juillet july jul juil',
  'aout august aug',
  'septembre september sep sept',
  'octobre october oct',
  'novembre november nov',
  'decembre december dec',
].map((names) => names.split(' '))
/** What of a sentence's words must be the page's. */
const SHARE = 0.6
const LONG = 4

/** What is left of a word when its ending is not looked at. */
const stem = (word: string) => (word.length <= LONG ? word : word.slice(0, Math.max(5, word.length - 3)))
/** Looks like a code, a name or a figure: no paraphrase brings it in. */
const isDistinct = (word: string) => /\d/.test(word) || (/^\p{Lu}[\p{Lu}\p{N}]{2,}$/u.test(word) && word.length > 2) || word.includes('_')

/** Reads what a page bears out. Lines that speak to a model bear out nothing. */
export function readEvidence({ said, links }: Pick<PageSource, 'said' | 'links'>): PageEvidence {
  const text = folded(withoutInstructions(said))
    .replaceAll('’', "'")
    .replace(/[\u00a0\u202f]/g, ' ')
  const lines = text.split('\n').map((line) => ` ${namingWords(line).join(' ')} `)
  const all = wordsOf(text)
  const words = new Set(all)
  const stems = new Set(all.map(stem))
  const digits = text.replace(/[^\d\n]/g, '')
  const numbers = new Set((text.match(NUMBER) ?? []).flatMap((number) => [number.replace(/\D/g, ''), ...(number.match(/\d+/g) ?? [])]))
  const emails = new Set(text.match(EMAIL) ?? [])
  const hosts = new Set([...hostsIn(text), ...links.flatMap((link) => URL.parse(link)?.hostname.replace(/^www\./, '') ?? [])])
  const addresses = new Set([...links, ...(said.match(ADDRESS) ?? [])].map(addressKey))

  const hasWord = (word: string) => words.has(word) || (word.length > LONG && stems.has(stem(word)))
  const hasWords = (given: string) => {
    const wanted = wordsOf(given)
    return wanted.length > 0 && wanted.every(hasWord)
  }
  const hasEmail = (email: string) => emails.has(folded(email.trim()))
  const hasUrl = (url: string) => addresses.has(addressKey(url))

  return {
    hasWords,
    hasEmail,
    hasUrl,
    matches: (pattern) => pattern.test(text),
    names(given) {
      const wanted = namingWords(given)
      return wanted.length > 0 && lines.some((line) => line.includes(` ${wanted.join(' ')} `))
    },
    tells(given) {
      const found = given.match(EMAIL) ?? []
      const urls = given.match(ADDRESS) ?? []
      if (!found.every(hasEmail) || !urls.every(hasUrl)) return false
      const rest = given.replace(EMAIL, ' ').replace(ADDRESS, ' ')
      if (!(rest.match(NUMBER) ?? []).every((number) => numbers.has(number.replace(/\D/g, '')))) return false
      const distinct = (rest.match(/[\p{L}\p{N}_]+/gu) ?? []).filter(isDistinct).flatMap(wordsOf)
      if (!distinct.every((word) => words.has(word) || stems.has(stem(word)) || numbers.has(word))) return false
      if (!hostsIn(rest).every((host) => hosts.has(folded(host))) || !namesInside(rest).flatMap(wordsOf).every(hasWord)) return false
      const long = wordsOf(rest).filter((word) => word.length >= LONG)
      if (!isFamiliar(long, hasWord)) return false
      return long.length === 0 ? hasWords(rest) : long.filter(hasWord).length >= long.length * SHARE
    },
    salaryIn: readPay(text),
    hasYears(years) {
      const named = NUMBER_WORDS[years] ?? []
      const counts = [...text.matchAll(/\d{1,3}|\p{L}+/gu)].filter(({ 0: one, index }) => {
        const isOne = Number(one) === years || Number(one) === years * 12 || named.includes(one)
        return isOne && TIME.test(text.slice(index + one.length, index + one.length + NEAR)) && isOfExperience(text, index)
      })
      return counts.length > 0 || (years === 0 && /\b(?:debutant|sans experience|no experience|entry[- ]level)/.test(text))
    },
    hasDay: (day) => hasDay(text, day),
    hasPhone(phone) {
      const wanted = phone.replace(/\D/g, '').replace(/^(?:00)?33(?=\d{9}$)|^0/, '')
      return wanted.length >= 6 && wanted.length <= 15 && digits.includes(wanted)
    },
  }
}

/** An address without what does not tell it apart. */
const addressKey = (url: string) =>
  (URL.parse(/^www\./i.test(url) ? `https://${url}` : url)?.href ?? url).replace(/(?<![.,;:!?])[.,;:!?]+$|(?<!\/)\/+$/g, '')

const namingWords = (text: string) => wordsOf(text).filter((word) => !SMALL.test(word))

/** Whether the sentence around a count speaks of experience, and of nothing else that lasts. */
function isOfExperience(text: string, at: number): boolean {
  const before =
    text
      .slice(Math.max(0, at - 80), at)
      .split(/\n\n|[.;!?](?=\s)/)
      .at(-1) ?? ''
  const behind = text.slice(at, at + 80).split(/\n|[.;!?](?=\s)/)[0] ?? ''
  return EXPERIENCE.test(before + behind) && !NO_EXPERIENCE.test(before)
}

function hasDay(text: string, day: string): boolean {
  const [, year = '', month = '', date = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? []
  if (year === '' || !isDay(day)) return false
  const [m, d] = [Number(month), Number(date)]
  const names = `(?:${(MONTHS[m - 1] ?? []).join('|')})\\b\\.?`
  const forms = [
    `\\b${day}\\b`,
    `\\b0?${d}[/.-]0?${m}[/.-](?:${year}|${year.slice(2)})\\b`,
    `\\b0?${m}[/.-]0?${d}[/.-](?:${year}|${year.slice(2)})\\b`,
    `\\b0?${d}(?:er|st|nd|rd|th)? (?:of )?${names},?(?: ${year}\\b| ?(?!,? ?\\d{4}))`,
    `\\b${names} 0?${d}(?:st|nd|rd|th)?\\b,?(?: ${year}\\b| ?(?!,? ?\\d{4}))`,
  ]
  // A day without its year is one where the page names the year at all.
  return text.includes(year) && forms.some((form) => new RegExp(form).test(text))
}

/** Whether the calendar has that day: what parses otherwise rolls over into another month, or not at all. */
function isDay(day: string): boolean {
  const time = new Date(`${day}T00:00:00.000Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day)
}
