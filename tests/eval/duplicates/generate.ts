import { type Draft, draftAd, linesOf, type Maker, said, textOf } from './generated-ad.ts'
import { type Pair, type Side, teaser } from './pair.ts'
import { createRandom, type Random } from './random.ts'
import { FOOTERS, LEGAL_FORMS, RECRUITER_TEXT, RECRUITERS, TOWNS } from './vocabulary.ts'

type Language = 'fr' | 'en'

/** An advertisement where its company puts it up. */
function listing({ nextId }: Maker, draft: Draft, language: Language, more: Side = {}): Side {
  const id = nextId()
  const board = draft.company.toLowerCase().replaceAll(/\W+/g, '')
  return {
    title: draft.title[language === 'fr' ? 0 : 1],
    company: draft.company,
    location: draft.town[0],
    language,
    contract_type: 'permanent',
    skills: [...draft.role.skills],
    description: textOf([...draft.about, ...draft.lines], language),
    source: 'lever',
    nativeId: `${board}:${id}`,
    url: `https://jobs.lever.co/${board}/${id}`,
    ...more,
  }
}

/** The same, where others repeat it. */
function repeated(maker: Maker, draft: Draft, language: Language, more: Side = {}): Side {
  const id = maker.nextId()
  const source = maker.random.one(['arbeitnow', 'france-travail'] as const)
  return { ...listing(maker, draft, language), source, nativeId: `${id}`, url: `https://${source}.example/offers/${id}`, ...more }
}

function retitled(title: string, town: string, random: Random): string {
  const marked = title.replace(/^(\p{Lu}\p{L}*eur)\b/u, (word) => random.one([word, `${word.slice(0, -3)}eur·euse`, `${word.slice(0, -3)}euse`]))
  return random.one([
    `${marked} (H/F)`,
    `${marked} H/F - CDI`,
    `${marked} - ${town}`,
    marked.toUpperCase(),
    `${marked} (m/w/d)`,
    `Urgent : ${marked}`,
  ])
}

/** What boards do to a text: they cut it, leave lines out, put their own beneath. */
function reshaped(maker: Maker, draft: Draft, language: Language): string {
  const { random } = maker
  const lines = [...draft.about, ...draft.lines]
  const text = textOf(lines, language)
  const kept = lines.filter(() => random.next() > 0.12)
  return random.one([
    () => teaser(text, random.between(150, 700)),
    () => textOf([...kept, ...said(maker, FOOTERS, draft.company, draft.role)], language),
    () => textOf(random.some(lines, lines.length), language),
    () => text.replaceAll('\n\n', ' ').replaceAll('.', ' .'),
  ])()
}

type Kind = (maker: Maker, draft: Draft, language: Language) => [boolean, Side, Side]
const day = (n: number) => new Date(Date.UTC(2026, 9, n)).toISOString()

const KINDS: Record<string, Kind> = {
  'repeated by a board': (maker, draft, language) => {
    const { random } = maker
    const company = random.one([draft.company, draft.company.toUpperCase(), `${draft.company} ${random.one(LEGAL_FORMS)}`])
    const original = listing(maker, draft, language)
    const title = retitled(original.title ?? '', draft.town[0].split(',')[0] ?? '', random)
    return [
      true,
      original,
      repeated(maker, draft, language, { company, title, location: random.one(draft.town), description: reshaped(maker, draft, language) }),
    ]
  },
  'by a recruiter': (maker, draft, language) => {
    const company = maker.random.one(RECRUITERS)
    const lines = [...said(maker, RECRUITER_TEXT, company, draft.role), ...draft.lines.filter(() => maker.random.next() > 0.08)]
    const description = textOf(lines, language).replaceAll(draft.company, language === 'fr' ? 'notre client' : 'our client')
    return [true, listing(maker, draft, language), repeated(maker, draft, language, { company, description })]
  },
  translated: (maker, draft, language) => [true, listing(maker, draft, language), repeated(maker, draft, language === 'fr' ? 'en' : 'fr')],
  'put up again': (maker, draft, language) => {
    const later = day(maker.random.between(16, 28))
    return [true, listing(maker, draft, language, { from: day(1), until: day(12) }), listing(maker, draft, language, { from: later, until: day(30) })]
  },
  'without its text': (maker, draft, language) => [true, listing(maker, draft, language), repeated(maker, draft, language, { description: null })],
  'other work, much of the same text': (maker, draft, language) => {
    const other = { ...draft, title: maker.random.one(draft.role.others), lines: draft.lines.filter(() => maker.random.next() > 0.2) }
    return [false, listing(maker, draft, language), repeated(maker, other, language)]
  },
  'in another town': (maker, draft, language) => {
    const town = maker.random.one(TOWNS.filter((one) => one !== draft.town))
    const description = maker.random.one([textOf([...draft.about, ...draft.lines], language), teaser(textOf(draft.about, language), 300), null])
    return [false, listing(maker, draft, language), repeated(maker, { ...draft, town }, language, { description })]
  },
  'of another level': (maker, draft, language) => {
    const word = maker.random.one(['senior', 'junior', 'lead', 'principal', language === 'fr' ? 'débutant' : 'graduate'])
    const original = listing(maker, draft, language)
    const title = maker.random.one([`${original.title} ${word}`, `${word} ${original.title}`])
    return [false, original, repeated(maker, draft, language, { title })]
  },
  'for trainees': (maker, draft, language) => {
    const contract_type = maker.random.one(['internship', 'apprenticeship'] as const)
    const word = contract_type === 'internship' ? ['Stage', 'Internship'] : ['Alternance', 'Apprenticeship']
    const title = `${word[language === 'fr' ? 0 : 1]} - ${draft.title[language === 'fr' ? 0 : 1]}`
    return [
      false,
      listing(maker, draft, language),
      repeated(maker, draft, language, { title, contract_type: maker.random.one([contract_type, null]) }),
    ]
  },
  'two at once': (maker, draft, language) => [
    false,
    listing(maker, draft, language, { from: day(1), until: day(20) }),
    listing(maker, draft, language, { from: day(maker.random.between(1, 19)), until: day(20) }),
  ],
  'of another team': (maker, draft, language) => {
    const other = { ...draft, lines: linesOf(maker, draft.company, draft.role) }
    return [false, listing(maker, draft, language), repeated(maker, other, language)]
  },
  'of another company': (maker, draft, language) => {
    const other = draftAd(maker)
    const company = other.company === draft.company ? `${other.company} Bis` : other.company
    return [
      false,
      listing(maker, draft, language),
      repeated(maker, { ...other, company, role: draft.role, title: draft.title, town: draft.town }, language),
    ]
  },
  'of one recruiter for two companies': (maker, draft, language) => {
    const company = maker.random.one(RECRUITERS)
    const above = said(maker, RECRUITER_TEXT, company, draft.role)
    const one = { ...draft, company, about: above }
    return [
      false,
      repeated(maker, one, language, { source: 'france-travail' }),
      listing(maker, { ...one, lines: linesOf(maker, company, draft.role) }, language),
    ]
  },
}

/** So many pairs of each kind in turn; the same for the same seed. */
export function generatedPairs(seed: number, count: number): Pair[] {
  let id = 7_000_000 + seed * 10_000
  const maker: Maker = { random: createRandom(seed), nextId: () => (id += maker.random.between(1, 9)) }
  const kinds = Object.entries(KINDS)
  // Repeated ones are what a catalogue has most.
  const turn = [...kinds, ...Array.from({ length: 5 }, () => kinds[0] as (typeof kinds)[number])]
  return Array.from({ length: count }, (_, n) => {
    const [kind, make] = turn[n % turn.length] as (typeof kinds)[number]
    const [same, one, other] = make(maker, draftAd(maker), maker.random.one(['fr', 'en'] as const))
    return { kind, same, one, other }
  })
}
