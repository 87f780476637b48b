import { FRENCH_DEPARTMENTS, FRENCH_REGIONS } from './french-areas.ts'
import { placeKey } from './gazetteer.ts'

/** What is larger than a town: a department, a region, a country, several countries. */
export interface Area {
  name: string
  /** ISO 3166-1, lower case. */
  countries: readonly string[]
  /** Those of France that it is made of; empty: whole countries. */
  departments: readonly string[]
}

const COUNTRIES =
  'fr be ch lu mc de at nl gb ie es pt it dk se no fi is pl cz sk hu ro bg gr hr si ee lv lt cy mt ad li ua rs tr us ca ma dz tn in jp sg au br mx il ae sn ci'.split(
    ' ',
  )
const EUROPEAN = COUNTRIES.slice(0, COUNTRIES.indexOf('us'))
const COUNTRY_ALIASES: Readonly<Record<string, string>> = {
  uk: 'gb',
  'great britain': 'gb',
  'grande bretagne': 'gb',
  england: 'gb',
  angleterre: 'gb',
  scotland: 'gb',
  ecosse: 'gb',
  wales: 'gb',
  usa: 'us',
  us: 'us',
  'united states of america': 'us',
  'etats unis d amerique': 'us',
  'pays bas': 'nl',
  holland: 'nl',
  hollande: 'nl',
  'the netherlands': 'nl',
  deutschland: 'de',
  espana: 'es',
  italia: 'it',
  schweiz: 'ch',
  osterreich: 'at',
  'czech republic': 'cz',
  'republique tcheque': 'cz',
  turkey: 'tr',
  turquie: 'tr',
}
const WIDE: readonly Area[] = [
  ...['europe', 'european union', 'union europeenne', 'eu', 'ue', 'eea'].map((name) => ({ name, countries: EUROPEAN, departments: [] })),
  { name: 'emea', countries: [...EUROPEAN, 'ma', 'dz', 'tn', 'il', 'ae', 'sn', 'ci'], departments: [] },
  { name: 'dach', countries: ['de', 'at', 'ch'], departments: [] },
  { name: 'benelux', countries: ['be', 'nl', 'lu'], departments: [] },
  { name: 'north america', countries: ['us', 'ca'], departments: [] },
  { name: 'amerique du nord', countries: ['us', 'ca'], departments: [] },
  { name: 'suisse romande', countries: ['ch'], departments: [] },
  { name: 'maghreb', countries: ['ma', 'dz', 'tn'], departments: [] },
]

const areas = new Map<string, Area>()
const add = (name: string, area: Area) => areas.set(placeKey(name), area)
for (const area of WIDE) add(area.name, area)
for (const language of ['en', 'fr']) {
  const names = new Intl.DisplayNames(language, { type: 'region' })
  for (const code of COUNTRIES)
    add(names.of(code.toUpperCase()) ?? code, { name: names.of(code.toUpperCase()) ?? code, countries: [code], departments: [] })
}
for (const [alias, code] of Object.entries(COUNTRY_ALIASES)) add(alias, { name: alias, countries: [code], departments: [] })
for (const [code, name] of Object.entries(FRENCH_DEPARTMENTS)) add(name, { name, countries: ['fr'], departments: [code] })
for (const [name, departments] of Object.entries(FRENCH_REGIONS)) {
  for (const one of name.split('|')) add(one, { name: name.split('|')[0] ?? one, countries: ['fr'], departments })
}

/** The department, region or country of that name, French or English; a French department by its number too. Undefined: none. */
export function findArea(name: string): Area | undefined {
  const key = placeKey(name)
  const bare = key.replace(/^(?:region|departement|dept|the) (?:de (?:la |l )?|des? |du |d )?/, '')
  return areas.get(key) ?? areas.get(bare) ?? departmentArea(bare)
}

/** The department of a number, or of a postcode: `69`, `2a`, `69003`, `97400`. */
export function departmentArea(text: string): Area | undefined {
  const [, post, number] = /^(?:(\d{5})|(\d{2}|2[ab]|97\d))$/i.exec(text) ?? []
  const code =
    post === undefined ? number?.toUpperCase() : post.startsWith('97') ? post.slice(0, 3) : post.startsWith('20') ? undefined : post.slice(0, 2)
  const name = code === undefined ? undefined : FRENCH_DEPARTMENTS[code]
  return name === undefined || code === undefined ? undefined : { name, countries: ['fr'], departments: [code] }
}

/** The country that a name or a two-letter code says: `Germany`, `DE`, `États-Unis`. */
export function countryOf(text: string): string | undefined {
  const key = placeKey(text)
  if (COUNTRIES.includes(key)) return key
  const area = areas.get(key)
  return area !== undefined && area.departments.length === 0 && area.countries.length === 1 ? area.countries[0] : undefined
}
