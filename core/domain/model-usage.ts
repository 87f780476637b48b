import { z } from 'zod'
import { AnsweredInstant, Id } from './fields.ts'

const count = z.number().int().min(0)

/** One day of a user's calls to the language model. */
const UsageDay = z.object({
  day: z.iso.date(),
  /** Calls that were made for the user. */
  calls: count,
  /** Answers that were there already: they cost nothing. */
  reused: count,
  /** Calls that brought no answer. */
  failed: count,
  input_tokens: count,
  output_tokens: count,
  /** Of the calls, in milliseconds. */
  average_latency_ms: count,
})

/** What a user's descriptions and the reading of their queries cost: tokens, never what was asked or answered. */
export const ModelUsage = z
  .object({
    user_id: Id,
    today: z.object({
      day: z.iso.date(),
      /** Used today, what runs at the moment included. */
      tokens: count,
      budget_tokens: count,
      left_tokens: count,
      resets_at: AnsweredInstant,
    }),
    /** The last 30 days in which there was something, the newest first. */
    days: z.array(UsageDay),
  })
  .meta({
    id: 'ModelUsage',
    example: {
      user_id: '6560f0c2a7b4c1d2e3f40516',
      today: { day: '2026-11-23', tokens: 3_400, budget_tokens: 200_000, left_tokens: 196_600, resets_at: '2026-11-24T00:00:00.000Z' },
      days: [{ day: '2026-11-23', calls: 2, reused: 1, failed: 0, input_tokens: 2_600, output_tokens: 800, average_latency_ms: 4_200 }],
    },
  })
export type ModelUsage = z.infer<typeof ModelUsage>
