import { z } from 'zod'
import type { RawOffer } from '../raw-offer.ts'
import { SourceError } from '../source.ts'

/** A text that a source may leave out or give in another shape, which then says nothing. */
export const Said = z.string().nullable().catch(null)
export const SaidNumber = z.union([z.number(), z.string()]).nullable().catch(null)
const MAX_ID_LENGTH = 200

/** An id as the source gives it; null of one that is too long to be one. */
export const idOf = (id: string): string | null => (id.length <= MAX_ID_LENGTH ? id : null)

/** A list of which those are kept that have the shape. */
export const listOf = <T>(item: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((items) => items.flatMap((each) => read(item, each)))

/**
 * The offers of a list; what is no offer among them is left out.
 * @throws SourceError `unexpected_answer` for what is no list, and for a list of nothing but other things: both are no empty board
 */
export function readOffers<T>(list: unknown, shape: z.ZodType<T>, offerOf: (job: T) => RawOffer): RawOffer[] {
  if (!Array.isArray(list)) throw new SourceError('unexpected_answer')
  const offers = list.flatMap((job) => read(shape, job).map(offerOf))
  if (list.length > 0 && offers.length === 0) throw new SourceError('unexpected_answer')
  return offers
}

function read<T>(shape: z.ZodType<T>, value: unknown): T[] {
  const { success, data } = shape.safeParse(value)
  return success ? [data] : []
}
