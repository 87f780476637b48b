import { load } from 'cheerio'
import { folded } from '../../../core/domain/text-rules.ts'
import type { DescribePage, ExpectedFacts } from './eval-page.ts'

/** What is compared, in the order of the table. */
export const FIELDS = [
  'title',
  'company',
  'location',
  'contract',
  'full_time',
  'work_mode',
  'salary',
  'seniority',
  'years_of_experience',
  'skills',
  'languages',
  'valid_through',
  'contact',
  'language',
] as const satisfies readonly (keyof ExpectedFacts)[]
export type Field = (typeof FIELDS)[number]

/** `missing`: the page says it and nothing was read; `invented`: something was read that the page does not say; `wrong`: it says something else. */
export type Verdict = 'right' | 'wrong' | 'missing' | 'invented'

export interface Comparison {
  page: string
  field: Field
  verdict: Verdict
  isExpected: boolean
  expected: unknown
  read: unknown
}

/** What was read of a page, by whatever read it; a field that is not there at all is not compared. */
export type Reading = Partial<Record<Field, unknown>>

export function compare(page: DescribePage, reading: Reading): Comparison[] {
  const source = sourceOf(page.html)
  return FIELDS.filter((field) => field in reading).map((field) => {
    const [expected, read] = [page.expected[field], reading[field]]
    return { page: page.name, field, verdict: verdictOf(field, expected, read, source), isExpected: !isNothing(expected), expected, read }
  })
}

function verdictOf(field: Field, expected: unknown, read: unknown, source: string): Verdict {
  if (isNothing(read)) return isNothing(expected) ? 'right' : 'missing'
  if (isNothing(expected)) return 'invented'
  if (isOther(field, expected, read) || !standsIn(field, read, source)) return 'invented'
  return isRight(field, expected, read) ? 'right' : 'wrong'
}

function isRight(field: Field, expected: unknown, read: unknown): boolean {
  switch (field) {
    case 'title':
      return unmarked(expected) === unmarked(read)
    case 'company':
      return contains(read, expected) || contains(expected, read)
    case 'location':
    case 'contact':
      return [expected].flat().every((part) => contains(textOf(read), part))
    case 'skills':
      return share(expected as string[], read as string[]) >= 0.8
    case 'languages':
      return share(expected as string[], read as string[]) === 1
    case 'valid_through':
      return String(read).slice(0, 10) === expected
    default:
      return JSON.stringify(expected) === JSON.stringify(read)
  }
}

/** Whether a code says something else than the page does: none of its words could be found there. Of pay, its currency and its period. */
function isOther(field: Field, expected: unknown, read: unknown): boolean {
  if (CODES.has(field)) return expected !== read
  if (field !== 'salary') return false
  const [said, given] = [expected, read] as NonNullable<ExpectedFacts['salary']>[]
  return (['currency', 'period'] as const).some((part) => given?.[part] !== null && given?.[part] !== said?.[part])
}
const CODES: ReadonlySet<Field> = new Set(['contract', 'full_time', 'work_mode', 'seniority'])

/** Whether what was read can be found on the page at all: its words, its amounts. */
function standsIn(field: Field, read: unknown, source: string): boolean {
  if (field === 'salary') {
    const { min, max } = read as NonNullable<ExpectedFacts['salary']>
    return [min, max].every((amount) => amount === null || amountForms(amount).some((form) => source.includes(form)))
  }
  if (field === 'title' || field === 'company') return source.includes(flat(read))
  if (field === 'skills') return (read as string[]).every((skill) => source.includes(flat(skill)))
  if (field === 'location')
    return String(read)
      .split(/[,;]/)
      .every((part) => source.includes(flat(part)) || COUNTRIES.has(flat(part)))
  if (field === 'contact') return (textOf(read).match(/[\w.+-]+@[\w.-]+\w/g) ?? []).every((address) => source.includes(flat(address)))
  return true
}

/** How many of the expected are among those that were read, one naming the other. */
const share = (expected: string[], read: string[]) =>
  expected.filter((one) => read.some((other) => contains(other, one) || contains(one, other))).length / expected.length

/** All that the page says, whether it is shown or not, in one line of plain small letters. */
function sourceOf(html: string): string {
  const $ = load(html)
  return flat(`${$.root().text()} ${html}`)
}

/** 45000: `45 000`, `45,000`, `45000`, `45k`, `45`. */
function amountForms(amount: number): string[] {
  const [whole = '', cents = ''] = String(amount).split('.')
  const grouped = [' ', ',', '.', "'"].map((mark) => whole.replace(/\B(?=(\d{3})+$)/g, mark))
  const thousands = amount % 1_000 === 0 ? [String(amount / 1_000)] : []
  return [...grouped, whole, ...thousands].map((form) => (cents === '' ? form : `${form}`))
}

const flat = (value: unknown) => folded(String(value)).replaceAll('’', "'").replace(/\s+/g, ' ').trim()
const contains = (text: unknown, part: unknown) => flat(text).includes(flat(part))
const unmarked = (title: unknown) => flat(title).replace(/\s*\(?\b[hfmwd]\s?\/\s?[hfmwd](?:\s?\/\s?[dx])?\b\)?/g, '')
const textOf = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value))
const isNothing = (value: unknown): boolean => value === null || value === undefined || (Array.isArray(value) && value.length === 0)

const LETTERS = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at))
const namesOf = (language: string) => new Intl.DisplayNames(language, { type: 'region', fallback: 'none' })
const [inFrench, inEnglish] = [namesOf('fr'), namesOf('en')]
/** Codes of countries are read as their names. */
const COUNTRIES = new Set(
  LETTERS.flatMap((one) => LETTERS.flatMap((other) => [inFrench.of(one + other), inEnglish.of(one + other)]))
    .filter((name) => name !== undefined)
    .map(flat),
)
