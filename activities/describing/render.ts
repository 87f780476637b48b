import type { ExperienceYears, ModelReading, OfferContact } from '../../core/domain/described-offer.ts'
import type { OfferDescription } from '../../core/domain/offer-description.ts'
import { type Language, MAX_DESCRIPTION_LENGTH, type Salary } from '../../core/domain/offer-facts.ts'
import { capped, folded } from '../../core/domain/text-rules.ts'
import { WORDS, type Words } from './words.ts'

const LOCALES = { fr: 'fr-FR', en: 'en-GB' } as const
const DATE_STYLE = { dateStyle: 'long', timeZone: 'UTC' } as const

/**
 * An offer's description as plain text in its language: its title, the facts that are known, one a line, and the body, or what a model read.
 * At most 50,000 characters, cut where a paragraph ends.
 */
export function renderDescription(description: OfferDescription): string {
  const { title, language } = description
  const words = WORDS[language]
  const known = knownFacts(description, words, language)
  const facts = known.map(([label, value]) => `${label}${words.colon}${value}`).join('\n')
  const body = withoutKnown(withoutTitle(description.body.trim(), title), new Set(known.map(([, value]) => folded(value))))
  const read = description.reading === null ? [] : readParts(description.reading, words)
  return capped([title, facts, body, ...read].filter((part) => part).join('\n\n'), MAX_DESCRIPTION_LENGTH)
}

function knownFacts(description: OfferDescription, words: Words, language: Language): [label: string, value: string][] {
  const { company, location, contract, full_time, work_mode, salary, valid_through, skills, reading } = description
  const hours = full_time === null ? null : words.hours[full_time ? 'full' : 'part']
  const work = [contract && words.contracts[contract], hours].filter((part) => part !== null).join(', ')
  const lines: [string, string | null][] = [
    [words.company, company],
    [words.location, location],
    [words.contract, capitalised(work)],
    [words.workMode, work_mode && words.workModes[work_mode]],
    [words.salary, salary && renderSalary(salary, language)],
    [words.deadline, valid_through && renderDay(valid_through, language)],
    [words.seniority, reading?.seniority ? words.seniorities[reading.seniority] : null],
    [words.experience, reading?.experience_years ? renderYears(reading.experience_years, words) : null],
    [words.skills, skills.join(', ')],
    [words.wished, reading?.skills_wished.join(', ') ?? null],
    [words.languages, reading?.languages.join(', ') ?? null],
    [words.contact, reading?.contact ? contactLine(reading.contact) : null],
  ]
  return lines.filter((line): line is [string, string] => Boolean(line[1]))
}

/** What stands under the facts where a model read the page: its summary, then its lists, each under its heading. */
function readParts({ summary, missions, perks, left_out_tokens }: ModelReading, words: Words): string[] {
  const list = (heading: string, items: readonly string[]) =>
    items.length === 0 ? '' : `${heading}\n\n${items.map((item) => `- ${item}`).join('\n')}`
  return [summary ?? '', list(words.missions, missions), list(words.perks, perks), left_out_tokens > 0 ? words.leftOut : '']
}

function renderYears({ min, max }: ExperienceYears, words: Words): string | null {
  if (min === null && max === null) return null
  if (min !== null && max !== null) return min === max ? words.years(min) : `${min} – ${words.years(max)}`
  return min !== null ? `${words.from} ${words.years(min)}` : `${words.upTo} ${words.years(max ?? 0)}`
}

const contactLine = ({ name, email, phone, url }: OfferContact) => [name, email, phone, url].filter((part) => part !== null).join(', ')

/** `31 janvier 2027`; null for a date that is none, which formatting would throw at. */
function renderDay(date: string, language: Language): string | null {
  const time = new Date(date)
  return Number.isNaN(time.getTime()) ? null : plain(new Intl.DateTimeFormat(LOCALES[language], DATE_STYLE).format(time))
}

/** `45 000 € – 55 000 € par an`, `from £30,000 per year`; null when there is no amount. */
export function renderSalary({ min, max, currency, period }: Salary, language: Language): string | null {
  const words = WORDS[language]
  const amount = (value: number) => plain(amountFormat(value, currency, language).format(value))
  const range =
    min !== null && max !== null
      ? min === max
        ? amount(min)
        : `${amount(min)} – ${amount(max)}`
      : min !== null
        ? `${words.from} ${amount(min)}`
        : max !== null
          ? `${words.upTo} ${amount(max)}`
          : null
  return range && (period === null ? range : `${range} ${words.periods[period]}`)
}

function amountFormat(value: number, currency: string | null, language: Language): Intl.NumberFormat {
  const digits = Number.isInteger(value) ? { maximumFractionDigits: 0 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 }
  return currency !== null && /^[A-Z]{3}$/.test(currency)
    ? new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...digits })
    : new Intl.NumberFormat(LOCALES[language], digits)
}

/** Without the no-break spaces of locales: they break searching and comparing, and some fonts don't have them. */
function plain(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, ' ')
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The body without the title that it may begin with: it stands above already. */
function withoutTitle(body: string, title: string | null): string {
  const [first = '', ...rest] = body.split('\n')
  return title !== null && folded(first).trim() === folded(title).trim() ? rest.join('\n').trim() : body
}

/** The body without the lines `label: value` that the facts above repeat word for word. */
function withoutKnown(body: string, known: ReadonlySet<string>): string {
  const repeats = (line: string) => known.has(folded(/^.{1,40}? ?: ?(.+)$/.exec(line)?.[1] ?? ''))
  return body
    .split('\n')
    .filter((line) => !repeats(line))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
