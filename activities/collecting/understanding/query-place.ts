import { aligned } from '../normalise/aligned.ts'
import { readLocation } from '../normalise/location.ts'
import { type Area, countryOf, departmentArea, findArea } from '../places/areas.ts'
import { isEverydayWord } from '../places/everyday-names.ts'
import { findPlace, type GazetteerPlace, isStateCode } from '../places/gazetteer.ts'
import { stateOf } from '../places/states.ts'
import type { Place } from '../query.ts'

export const DEFAULT_RADIUS_KM = 30
export const MAX_RADIUS_KM = 500
const KM_PER_MILE = 1.609
const LONGEST_NAME = 5

const RADIUS =
  /(?:(?:à|a) moins de |dans un rayon de |rayon (?:de )?|within |up to |jusqu['’](?:à|a) |\+ ?|max(?:imum)? )?(\d{1,4}) ?(km|kms|kilom[eè]tres?|kilometers?|miles?|mi)\b(?:\s*(?:max(?:imum)?|autour|around|radius|of|from|de|d['’]|à la ronde))*/iu
/** What stands in front of a place; `a` counts where the place has a capital or the words are French. */
const BEFORE =
  /(?:^|[\s,(])(?:à|a|au|aux|en|dans|sur|vers|pr[eè]s (?:de|du|d['’])|proche (?:de|du|d['’])|autour (?:de|du|d['’])|alentours (?:de|du|d['’])|environs (?:de|du|d['’])|r[eé]gion(?: de| du| d['’])?|d[eé]partement(?: de| du| d['’])?|ville de|in|near|around|at|@|close to|based in|located in|of|from)\s*(?:la |le |les |l['’]|the |greater )?$/iu
/** Behind these stands a place, known or not. */
const SURELY = /(?:^|[\s,(])(?:à|pr[eè]s (?:de|d['’])|proche (?:de|d['’])|autour (?:de|d['’])|near|close to|based in|located in)\s*$/iu
/** Behind a town's name: `9e`, `3ème arrondissement`, `(69)`, `69003`, `cedex`. */
const DISTRICT =
  /^[\s,]*(?:\(?\s*(?:\d{5}|2[ab]|97\d|\d{1,2})\s*\)?(?![\d%])(?:\s?(?:er|e|[eè]me)(?!\p{L}))?(?:\s+arr(?:ondissement|t)?\.?)?|cedex(?: \d+)?)(?!\s*(?:%|k€|€|k\b|ans?\b|years?\b|mois\b|h\b|heures?\b|jours?\b|days?\b|\+))/iu
const NUMBERED =
  /(?<![\p{L}\p{N}.,+#/-])(\d{5}|2[AB]|97\d|\d{2})(?![\p{L}\p{N}%€+]|[.,]\d|\s?(?:%|k€|€|k\b|ans?\b|years?\b|mois\b|months?\b|h\b|heures?\b|jours?\b|days?\b))/iu

/** What stands between two places of which either will do. */
const BESIDE = /^\s*(?:[,/;]|(?:[,/;]\s*)?(?:ou|or|et|and|&))\s*(?:(?:à|a|in|sur|en)\s+)?$/iu

/** In the aligned text: what comes behind is where somebody does not want to be. */
const UNWANTED =
  /(?<!\p{L})(?:(?:mais |but )?(?:pas|not) (?:a|au|aux|en|sur|dans|in|near|at)|hors(?: de| d['’])?|en dehors (?:de|du|des|d['’])|outside of)(?!\p{L})/u
/** `Région parisienne` is a name, `région lyonnaise` is the region of one. */
const BEFORE_NAME = [/^\s*(?:l['’]|la |le |les |the )?/iu, /^\s*(?:la )?r[eé]gion (?:de |d['’])?/iu]
const NOR = /^\s*,?\s*(?:ni|nor|ou|or|et|and|&)\s+(?:(?:à|a|au|aux|en|in|sur)\s+)?/iu

export interface FoundPlace {
  place: Place | null
  /** The text without it. */
  rest: string
}

interface Named {
  start: number
  end: number
  place: Place
  /** Longer names and those behind a preposition first. */
  points: number
}

/** The place that a text names, with its radius: `proche de Lyon`, `within 20 miles of Leeds`, `Paris 9e`, `69`, `Île-de-France`. */
export function placeIn(text: string, isFrench: boolean): FoundPlace {
  const { radiusKm, rest } = radiusIn(text)
  const named = knownPlace(rest, radiusKm, isFrench) ?? numberedPlace(rest, radiusKm) ?? unknownPlace(rest, radiusKm)
  if (named === undefined) return { place: null, rest }
  const [first = named, ...others] = neighbours(rest, named, radiusKm, isFrench)
  return { place: first.place, rest: `${rest.slice(0, first.start)} , ${rest.slice((others.at(-1) ?? first).end)}` }
}

/** The text without the places that it says are not wanted: `pas à Paris ni à Lyon`, `hors Île-de-France`, `not in New York`. */
export function withoutUnwantedPlaces(text: string): string {
  let rest = text
  for (let match = UNWANTED.exec(aligned(rest)); match !== null; match = UNWANTED.exec(aligned(rest))) {
    const start = match.index + match[0].length
    let end = start + (endOfFirstPlace(rest.slice(start)) ?? /^\s*(?:l['’])?[\p{L}\p{M}\p{N}-]+/iu.exec(rest.slice(start))?.[0].length ?? 0)
    for (let more = lengthOfNext(rest.slice(end)); more > 0; more = lengthOfNext(rest.slice(end))) end += more
    rest = `${rest.slice(0, match.index)} , ${rest.slice(end).replace(/^\s*,?\s*(?:mais|but)(?!\p{L})/iu, '')}`
  }
  return rest
}

/** Of ` ni à Lyon`, with which a text begins; 0 when no further place stands there. */
function lengthOfNext(text: string): number {
  const conjunction = NOR.exec(text)?.[0].length
  const end = conjunction === undefined ? undefined : endOfFirstPlace(text.slice(conjunction))
  return conjunction === undefined || end === undefined ? 0 : conjunction + end
}

/** Where the place ends with which a text begins; undefined when it begins with none. */
function endOfFirstPlace(text: string): number | undefined {
  for (const before of BEFORE_NAME) {
    const start = before.exec(text)?.[0].length ?? -1
    const words = [...text.slice(Math.max(0, start)).matchAll(/[\p{L}\p{M}\p{N}]+/gu)].slice(0, LONGEST_NAME)
    if (start < 0 || words[0]?.index !== 0) continue
    for (const { 0: word, index } of words.toReversed()) {
      const end = start + index + word.length
      const name = text.slice(start, end)
      const isPlace = !/[,;()/|]/.test(name) && [withArticle(name, text.slice(0, start)), name].some((one) => readName(one, DEFAULT_RADIUS_KM))
      if (isPlace) return around(text, start, end).end
    }
  }
  return undefined
}

/** `Lyon, Grenoble ou Annecy`: the places that stand beside one, in their order, and it. The first is the one that is looked for. */
function neighbours(text: string, named: Named, radiusKm: number, isFrench: boolean): Named[] {
  const run = [named]
  for (;;) {
    const [start, end] = [run[0]?.start ?? 0, run.at(-1)?.end ?? 0]
    const before = knownPlace(text.slice(0, start), radiusKm, isFrench)
    const after = knownPlace(text.slice(end), radiusKm, isFrench)
    if (before !== undefined && BESIDE.test(text.slice(before.end, start))) run.unshift(before)
    else if (after !== undefined && BESIDE.test(text.slice(end, end + after.start)))
      run.push({ ...after, start: after.start + end, end: after.end + end })
    else return run
  }
}

/** The place that somebody gave as one: whatever it says is a place. */
export function placeOf(location: string): Place | null {
  const { radiusKm, rest } = radiusIn(location)
  const line = rest.replace(/\s+/g, ' ').replace(/^[\s,]+|[\s,]+$/g, '')
  if (!/[\p{L}\p{N}]/u.test(line)) return null
  const whole = readName(line, radiusKm)
  if (whole !== undefined) return whole
  const { place } = readLocation([line])
  return place === null ? (knownPlace(line, radiusKm, true)?.place ?? { ...nowhere(line), radiusKm }) : townPlace(place, radiusKm)
}

function radiusIn(text: string): { radiusKm: number; rest: string } {
  const match = RADIUS.exec(text)
  if (match === null) return { radiusKm: DEFAULT_RADIUS_KM, rest: text }
  const km = Number(match[1]) * (/^mi/i.test(match[2] ?? '') ? KM_PER_MILE : 1)
  const rest = `${text.slice(0, match.index)} à ${text.slice(match.index + match[0].length)}`
  return { radiusKm: Math.min(MAX_RADIUS_KM, Math.max(1, Math.round(km))), rest }
}

const nowhere = (name: string): Place => ({ name, coordinates: null, radiusKm: DEFAULT_RADIUS_KM, country: null, department: null })

/** A town or an area of exactly this name. */
function readName(name: string, radiusKm: number, hint: { country?: string | undefined; area?: string | undefined } = {}): Place | undefined {
  const town = findPlace(name, hint) ?? findPlace(name)
  if (town !== null) return townPlace(town, radiusKm)
  const area = findArea(name)
  return area && areaPlace(/^\d/.test(name) ? area.name : name, area, radiusKm)
}

const townPlace = ({ name, coordinates, country, area }: GazetteerPlace, radiusKm: number): Place => ({
  name,
  coordinates,
  radiusKm,
  country,
  department: country === 'fr' ? area : null,
})
const areaPlace = (name: string, { countries, departments }: Area, radiusKm: number): Place => ({
  name,
  coordinates: null,
  radiusKm,
  country: countries.length === 1 ? (countries[0] ?? null) : null,
  department: departments.length === 1 ? (departments[0] ?? null) : null,
})

/** The best of all runs of words that are a place's name. */
function knownPlace(text: string, radiusKm: number, isFrench: boolean): Named | undefined {
  const words = [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map(({ 0: word, index }) => ({ start: index, end: index + word.length }))
  let best: Named | undefined
  words.forEach(({ start }, at) => {
    for (let count = Math.min(LONGEST_NAME, words.length - at); count >= 1; count -= 1) {
      const end = words[at + count - 1]?.end ?? start
      const name = text.slice(start, end)
      if (/[,;()/|]|^\d/.test(name) || name.length < 2) continue
      const points = pointsOf(name, text.slice(0, start), isFrench)
      if (points === 0 || (best !== undefined && (points + count < best.points || (start < best.end && points + count === best.points)))) continue
      const behind = around(text, start, end)
      const known = readName(withArticle(name, text.slice(0, start)), radiusKm, behind) ?? readName(name, radiusKm, behind)
      const place = known && behind.isUnknown === true ? { ...nowhere(name), radiusKm } : known
      if (place !== undefined) best = { start: behind.start, end: behind.end, place, points: points + count }
    }
  })
  return best
}

/** `au Mans`, `près du Havre`, `aux Sables-d’Olonne`: the article is part of the name. */
function withArticle(name: string, before: string): string {
  const [, word = ''] = /(?:^|[\s,(])(au|du|aux|des)\s*$/iu.exec(before) ?? []
  return word === '' ? name : `${/^(?:au|du)$/i.test(word) ? 'Le' : 'Les'} ${name}`
}

/** 0: not to be taken for a place. */
function pointsOf(name: string, before: string, isFrench: boolean): number {
  const isCapital = /^\p{Lu}/u.test(name)
  if (SURELY.test(before)) return 20
  if (BEFORE.test(before) && (isCapital || isFrench || !/(?:^|\s)a\s*$/i.test(before)) && (isCapital || !isEverydayWord(name))) return 10
  if (isEverydayWord(name) || name.length < 3) return 0
  return isCapital ? 2 : 1
}

/** The postcode in front of a town, the district, department or country behind it: how far it all goes, and which of several towns it makes of it. */
function around(
  text: string,
  start: number,
  end: number,
): {
  start: number
  end: number
  country?: string | undefined
  area?: string | undefined
  /** The state behind it has no such town that is known here: it is none of those that are. */
  isUnknown?: boolean
} {
  const postcode = /(?:(\d{5})|(?<!\d)(2[AB]|\d{2})\s+-)\s+$/i.exec(text.slice(0, start))
  const district = DISTRICT.exec(text.slice(end))?.[0] ?? ''
  const number =
    postcode?.[1] ?? postcode?.[2] ?? (/\d\s?(?:e|er|[eè]me)/i.test(district) ? undefined : /\d{5}|2[ab]|97\d|\d{2}/i.exec(district)?.[0])
  const area = number === undefined ? undefined : departmentArea(number)?.departments[0]
  const after = end + district.length
  const [state = '', code = ''] = /^\s*,\s*([A-Z]{2})(?!\p{L})/u.exec(text.slice(after)) ?? []
  if (isStateCode(code)) return { start, end: after + state.length, area: code }
  const [whole = '', name = ''] = /^\s*(?:[,(]|de|en)?\s*((?:la |le |l['’])?\p{L}[\p{L}\p{M}’' -]*?)\)?\s*(?=$|[,;.)])/u.exec(text.slice(after)) ?? []
  const country = name === '' ? undefined : countryOf(name)
  const department = name === '' ? undefined : findArea(name)?.departments
  const named = name === '' ? undefined : stateOf(name)
  if (named !== undefined && findPlace(text.slice(start, end), { area: named }) !== null) return { start, end: after + whole.length, area: named }
  if (named !== undefined && country === undefined && findPlace(name) === null) return { start, end: after + whole.length, isUnknown: true }
  const isBehind = country !== undefined || department?.length === 1
  return {
    start: postcode?.index ?? start,
    end: isBehind ? after + whole.length : after,
    country,
    area: area ?? (isBehind ? department?.[0] : undefined),
  }
}

function numberedPlace(text: string, radiusKm: number): Named | undefined {
  const match = NUMBERED.exec(text)
  const area = match === null ? undefined : departmentArea(match[1] ?? '')
  if (match === null || area === undefined) return undefined
  return { start: match.index, end: match.index + match[0].length, place: areaPlace(area.name, area, radiusKm), points: 1 }
}

/** `à Trifouilly-les-Oies`: a place that nobody here knows, by what stands in front of it. */
function unknownPlace(text: string, radiusKm: number): Named | undefined {
  for (const { 0: name, index } of text.matchAll(/\p{Lu}[\p{L}\p{M}]+(?:[-’' ]\p{L}[\p{L}\p{M}]*)*/gu)) {
    if (SURELY.test(text.slice(0, index))) return { start: index, end: index + name.length, place: { ...nowhere(name.trim()), radiusKm }, points: 1 }
  }
  return undefined
}
