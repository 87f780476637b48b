import { companyMatchKey } from '../../../core/domain/company-rules.ts'
import type { Salary } from '../../../core/domain/offer-facts.ts'
import { type Contract, readTitleContract } from '../../extracting/contract.ts'
import { readLine } from '../../extracting/plain-text.ts'
import { readSalaryText } from '../../extracting/salary.ts'
import { readWorkModeText } from '../../extracting/work-mode.ts'
import { countryOf, findArea } from '../places/areas.ts'
import { isEverydayWord } from '../places/everyday-names.ts'
import { findPlace, type GazetteerPlace, placeKey } from '../places/gazetteer.ts'
import { stateOf } from '../places/states.ts'
import { aligned, cut } from './aligned.ts'
import { readSourceContract } from './contract.ts'
import { withoutGender } from './gender.ts'
import { modeOf } from './location.ts'
import * as noise from './title-noise.ts'
import type { WorkMode } from './work-mode.ts'

const MAX_LENGTH = 300
const MAX_ROUNDS = 3
const PICTURES = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}★☆►▶◆●■✓→]|[\u20e3\ufe0f\u200d]/gu
const BRACKETS = /[([{]([^()[\]{}]*)[)\]}]/g
/** Signs between the parts of a title: at least one space beside them, or they belong to a word. */
const BETWEEN = /(\s+[-–—|•·:;/,]+\s*|\s*[-–—|•·:;/,]+\s+|\s*[|•]\s*|\s*!+\s+)/
/** Behind a title or its town: `Comptable 69003`; only where a town stands beside it, for there is ISO 27001. */
const POSTCODES = /\s+\(?\d{5}\)?\s*$/
const PREPOSITION = /^(.*\S)\s+(?:à|a|in|at|chez|sur|@|near|près de|proche de|vers|based in)\s+(.+)$/iu

export interface KnownOfOffer {
  company: string | null
  /** Names of its places. */
  places: readonly string[]
}

export interface ReadTitle {
  /** As it is shown. */
  text: string
  /** The line as it was, from which seniority is read. */
  said: string
  contract: Contract | null
  workMode: WorkMode | null
  salary: Salary | null
  /** A town that stood in it. */
  place: GazetteerPlace | null
}

/**
 * An offer's title without what isn't its title: gender marks, contract, hours, towns, postcodes, pay, references, the company,
 * pictures and marketing; what those say is read. What would become nothing by it stays. Null: it is blank.
 */
export function readTitle(title: string, known: KnownOfOffer): ReadTitle | null {
  const said = readLine(title, MAX_LENGTH)
  if (said === null) return null
  const dropped: string[] = []
  const drop = (pattern: RegExp) => (line: string) => {
    const { left, found } = cut(line, pattern)
    dropped.push(...found)
    return left
  }
  const once = [(line: string) => line.replace(PICTURES, ' '), withoutGender, ...[...noise.REFERENCE, noise.PAY].map(drop)]
  const withoutVie = (line: string) =>
    line.replace(noise.VIE, (found) => {
      dropped.push(found)
      return ' '
    })
  const rounds = [
    withoutVie,
    (line: string) => withoutParts(line, known, dropped),
    ...[noise.MARKETING_LEAD, noise.MARKETING_TAIL, noise.CONTRACT, noise.CONTRACT_LEAD, noise.CONTRACT_TAIL].map((pattern) =>
      drop(asGlobal(pattern)),
    ),
    (line: string) => withoutTown(line, known, dropped),
  ]
  const line = said.normalize('NFC')
  let text = applied(once, withWords(tidied(line), line), dropped)
  for (let round = 0, before = ''; round < MAX_ROUNDS && before !== text; round += 1) {
    before = text
    text = applied(rounds, text, dropped)
  }
  const towns = dropped.map((part) => townIn(part, known)).filter((town) => town !== null)
  return {
    text: capitalised(text),
    said,
    contract: readTitleContract(cut(said.normalize('NFC'), noise.NO_CONTRACT).left) ?? readSourceContract(dropped),
    workMode:
      readWorkModeText(said) ??
      dropped
        .filter((part) => cut(part, noise.REMOTE).found.length > 0)
        .map(modeOf)
        .find((mode) => mode !== null) ??
      null,
    salary: dropped.map((part) => readSalaryText(part)).find((salary) => salary !== null) ?? null,
    place: towns[0] ?? null,
  }
}

/** Each step's result, tidied, as long as it leaves a word. */
const applied = (steps: readonly ((line: string) => string)[], line: string, dropped: string[]): string =>
  steps.reduce((before, step) => {
    const count = dropped.length
    const after = step(before)
    if (after === before) return before
    const left = withWords(tidied(after), before)
    if (!isTorn(left) || isTorn(before)) return left
    dropped.length = count
    return before
  }, line)

/** Whether a word that belongs to another one has lost it: `Le Bistrot de`, `en droit`. */
const isTorn = (line: string) => TORN.test(line)
const TORN = /^(?:de|du|des|d['’]|en|à|au|aux|of|for)(?:\s|(?<=['’]))|\s(?:de|du|des|d['’]|en|à|au|aux|of|for|la|le|les|the)$/iu

const withWords = (line: string, otherwise: string) => (/[\p{L}\p{N}]/u.test(line) ? line : otherwise)

/** Without the parts, in brackets or between signs, that say nothing but noise. */
function withoutParts(line: string, known: KnownOfOffer, dropped: string[]): string {
  let isBehindTown = false
  const isNoise = (part: string, at: number) => {
    const isCountry = isBehindTown && isAround(part)
    const noisy = part.trim() !== '' && (isCountry || isNoisePart(part, at, known))
    isBehindTown = noisy && (isCountry || townIn(part, known) !== null)
    if (noisy) dropped.push(part)
    return noisy
  }
  const bracketed = line.replace(BRACKETS, (whole, inside: string) => {
    const parts = inside.split(/\s*[,;|/–-]\s+|\s*[,;|]\s*/)
    const kept = parts.filter((part) => !isNoise(part, 1))
    return kept.length === parts.length ? whole : kept.length === 0 ? ' ' : `(${kept.join(', ')})`
  })
  const pieces = bracketed.split(BETWEEN)
  let left = ''
  for (let at = 0; at < pieces.length; at += 2) {
    const part = pieces[at] ?? ''
    if (!isNoise(part, at)) left += left === '' ? part : (pieces[at - 1] ?? ' ') + part
  }
  return left
}

function isNoisePart(part: string, at: number, known: KnownOfOffer): boolean {
  const plain = [noise.CONTRACT, noise.REMOTE, noise.PAY].reduce((left, pattern) => cut(left, pattern).left, part).trim()
  const rest = aligned(plain).replace(/^[\s!.,:–-]+|[\s!.,:–-]+$/g, '')
  if (!/[\p{L}\p{N}]/u.test(rest) || noise.VIE_ALONE.test(plain)) return true
  const isSaid = [noise.CONTRACT_ALONE, noise.MARKETING_ALONE, noise.DATE_ALONE, ...(at === 0 ? [noise.FIRST_ALONE] : [])]
  if (isSaid.some((pattern) => pattern.test(rest))) return true
  return isCompany(plain, known) || isTown(plain, known)
}

/** What stands behind a town: its country, state or region. */
const isAround = (text: string) => countryOf(text) !== undefined || stateOf(text.trim()) !== undefined || findArea(text.trim()) !== undefined

const isCompany = (text: string, { company }: KnownOfOffer) =>
  company !== null && companyMatchKey(text) !== '' && companyMatchKey(text) === companyMatchKey(company)

/** A town, with or without postcode and district: one of the offer's own, or one whose name is no everyday word. */
function isTown(text: string, known: KnownOfOffer): boolean {
  const bare = bareTown(text)
  if (bare === '') return true
  return known.places.some((place) => placeKey(place) === placeKey(bare)) || townIn(text, known) !== null
}

function townIn(text: string, known: KnownOfOffer): GazetteerPlace | null {
  const bare = bareTown(text)
  const isOwn = known.places.some((place) => placeKey(place) === placeKey(bare))
  return /^\p{L}/u.test(bare) && (isOwn || (!isEverydayWord(bare) && /^\p{Lu}/u.test(bare))) ? findPlace(bare) : null
}

const bareTown = (text: string) =>
  cut(text, noise.POSTAL)
    .left.replace(/\(\s*\w{0,3}\s*\)/g, ' ')
    .replace(/^[\s,.;:–-]+|[\s,.;:–-]+$/g, '')

/** Without `à Lyon 3e` or `chez Acme` behind it, and without the offer's own town there. */
function withoutTown(line: string, known: KnownOfOffer, dropped: string[]): string {
  const [, before, behind] = PREPOSITION.exec(line) ?? []
  const [town = '', ...around] = behind?.split(/\s*,\s*/) ?? []
  const isPlace = behind !== undefined && (isTown(behind, known) || (around.length > 0 && isTown(town, known) && around.every(isAround)))
  if (before !== undefined && behind !== undefined && (isPlace || isCompany(behind, known))) {
    dropped.push(behind)
    return before
  }
  const own = known.places.find((place) => placeKey(line.replace(POSTCODES, '')).endsWith(` ${placeKey(place)}`))
  if (own === undefined) return line
  dropped.push(own)
  const bare = line.replace(POSTCODES, '')
  return bare.slice(0, Math.max(0, bare.length - own.length)).replace(POSTCODES, '')
}

const asGlobal = (pattern: RegExp) => (pattern.global ? pattern : new RegExp(pattern, `${pattern.flags}g`))

/** Without signs at the ends, empty brackets and doubled spaces and signs. */
function tidied(line: string): string {
  let left = line
  for (let before = ''; before !== left; ) {
    before = left
    left = left
      .replace(/[([{]\s*[,;/|–-]*\s*[)\]}]/g, ' ')
      .replace(/\?{2,}|\.{2,}|…/g, ' ')
      .replace(/\s+/g, ' ')
      .replace(/\s([-–—|•·:;/,])(?:\s[-–—|•·:;/,])+\s/g, ' $1 ')
      .replace(/\s+([,;:])(?=\s|$)/g, '$1')
      .replace(/^[\s!\-–—|•·:;/,*_~=>)\]]+|^\.+(?!net\b)|[\s!\-–—|•·:;/,*_~=<([]+$/giu, '')
      .replace(/^["'«“]\s*([^"'«»“”]*)\s*["'»”]$/u, '$1')
  }
  return left
}

const capitalised = (text: string) => text.replace(/^\p{Ll}(?=\p{Ll}{2,})/u, (letter) => letter.toUpperCase())
