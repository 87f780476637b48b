import { type Language, MAX_DESCRIPTION_LENGTH, type OfferDescription, type Salary } from '../../core/domain/offer-facts.ts'
import { capped, folded } from '../../core/domain/text-rules.ts'
import { WORDS, type Words } from './words.ts'

const DATE_STYLE = { dateStyle: 'long', timeZone: 'UTC' } as const

/**
 * An offer's description as plain text in its language: its title, the facts that are known, one a line, and the body.
 * At most 50,000 characters, cut where a paragraph ends.
 */
export function renderDescription(description: OfferDescription): string {
  const { title, language } = description
  const facts = factLines(description, WORDS[language], language).join('\n')
  const body = withoutTitle(description.body.trim(), title)
  return capped([title, facts, body].filter((part) => part).join('\n\n'), MAX_DESCRIPTION_LENGTH)
}

function factLines(description: OfferDescription, words: Words, language: Language): string[] {
  const { company, location, contract, full_time, work_mode, salary, valid_through, skills } = description
  const hours = full_time === null ? null : words.hours[full_time ? 'full' : 'part']
  const work = [contract && words.contracts[contract], hours].filter((part) => part !== null).join(', ')
  const lines: [string, string | null][] = [
    [words.company, company],
    [words.location, location],
    [words.contract, capitalised(work)],
    [words.workMode, work_mode && words.workModes[work_mode]],
    [words.salary, salary && renderSalary(salary, language)],
    [words.deadline, valid_through && plain(new Date(valid_through).toLocaleDateString(language, DATE_STYLE))],
    [words.skills, skills.join(', ')],
  ]
  return lines.filter(([, value]) => value).map(([label, value]) => `${label}${words.colon}${value}`)
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
    ? new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...digits })
    : new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', digits)
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
