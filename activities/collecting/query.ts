import type { z } from 'zod'
import type { Coordinates } from '../../core/domain/collected-offer.ts'
import type { Contract, WorkMode } from '../../core/domain/job-offer.ts'

/** Where an offer should be. */
export interface Place {
  /** As people write it: `Lyon`. */
  name: string
  /** Null: a region, a country, or a place that nobody here knows. */
  coordinates: Coordinates | null
  radiusKm: number
  /** ISO 3166-1, lower case, where it is known. */
  country: string | null
  /** French department (`69`, `2A`), where it is known. */
  department: string | null
}

/** What a person looks for, understood: keywords, place, work mode and contract. */
export interface SourceQuery {
  /** As it was typed. */
  text: string
  /** Words that an offer should have, as they were typed, without those that say nothing: `data scientist`. Empty: any offer. */
  keywords: readonly string[]
  place: Place | null
  workMode: z.infer<typeof WorkMode> | null
  contract: z.infer<typeof Contract> | null
  language: 'fr' | 'en'
  /** How it was understood. */
  by: 'rules' | 'model'
}
