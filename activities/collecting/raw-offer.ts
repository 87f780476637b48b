import type { Coordinates } from '../../core/domain/collected-offer.ts'

/** An amount of pay as a source gives it: numbers may be texts, the period in any wording (`per-year-salary`, `1 YEAR`, `YEAR`). */
export interface RawSalary {
  min: number | string | null
  max: number | string | null
  currency: string | null
  period: string | null
}

/** An offer as a source says it, in that source's own words: normalising (normalise/) reads them, the same for all sources. */
export interface RawOffer {
  /** As the source counts its offers, with the board in front where it counts by board: `acme:4012`. Null where it has no ids. */
  nativeId: string | null
  /** The page for people. */
  url: string | null
  /** Other pages of the same offer: where to apply, where it came from. */
  otherUrls: readonly string[]
  title: string
  company: string | null
  /** Each place, as the source writes it; `Hybrid` and `Remote` may stand among them. */
  locations: readonly string[]
  coordinates: Coordinates | null
  /** `onsite`, `hybrid`, `Télétravail partiel`, true… */
  workMode: string | boolean | null
  /** `FullTime`, `CDI`, `Intern`… */
  contract: readonly string[]
  salary: RawSalary | string | null
  /** The text, as HTML (escaped however often) or plain. */
  html: string | null
  text: string | null
  skills: readonly string[]
  /** Where the source says it beside the title: `Senior`, `Mid-Senior level`, `36 months`. */
  seniority?: string | null
  /** In any of the boards' formats: ISO 8601, seconds, milliseconds, words. */
  postedAt: string | number | null
  validThrough: string | number | null
  /** False: the source says that it is not (or no longer) to be shown. */
  listed: boolean
  /** By what it is known again, where its address is only that part which everybody may see. Kept hashed. */
  identity?: string
  /** Field → how it was read (`json-ld`), where a source reads in several ways. */
  origins?: Readonly<Record<string, string>>
}

/** What every source may leave out. */
export const NOTHING_SAID: Omit<RawOffer, 'title'> = {
  nativeId: null,
  url: null,
  otherUrls: [],
  company: null,
  locations: [],
  coordinates: null,
  workMode: null,
  contract: [],
  salary: null,
  html: null,
  text: null,
  skills: [],
  postedAt: null,
  validThrough: null,
  listed: true,
}
