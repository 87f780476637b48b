import { z } from 'zod'
import { ModelReading } from './described-offer.ts'
import { offerFields } from './offer-facts.ts'

/** What a description is rendered from, whoever made it: extraction alone or a language model. */
export const OfferDescription = z.object({
  ...offerFields,
  /** The body: what the job is, in the offer's own words. Empty where a model read it. */
  body: z.string(),
  /** What a model read besides; null: extraction alone made it. `skills` are then those that are required. */
  reading: ModelReading.nullable(),
})
export type OfferDescription = z.infer<typeof OfferDescription>
