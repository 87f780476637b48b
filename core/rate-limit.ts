import { z } from 'zod'

/** What is limited. All but `general` are counted in MongoDB, so that every API process counts alike. */
export type RateLimitName = 'log_in' | 'registration' | 'refresh' | 'upload' | 'background' | 'general'

/** So many requests within a window that begins with the first of them. */
export interface RateLimit {
  points: number
  seconds: number
}

/** Absent: not limited. */
export type RateLimitSettings = Partial<Record<RateLimitName, RateLimit>>

const DEFAULTS: Record<RateLimitName, RateLimit> = {
  log_in: { points: 10, seconds: 15 * 60 },
  registration: { points: 20, seconds: 60 * 60 },
  refresh: { points: 60, seconds: 15 * 60 },
  upload: { points: 20, seconds: 60 * 60 },
  background: { points: 30, seconds: 60 * 60 },
  general: { points: 600, seconds: 60 },
}
const WIDER_IN_DEVELOPMENT = 10
const UNIT_SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 }
const FORM = /^([1-9]\d{0,8})\/([1-9]\d{0,4})?([smhd])$/
/** A timer of Node's holds 24 days. */
const MAX_SECONDS = 7 * UNIT_SECONDS.d

/** A limit as a variable gives it: `10/15m`, `600/m`; the window is of 7 days at most. */
const Setting = z
  .string()
  .transform((text): RateLimit => {
    const [, points, count = 1, unit] = FORM.exec(text.trim()) ?? []
    return { points: Number(points), seconds: Number(count) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS] }
  })
  .refine(({ points, seconds }) => points > 0 && seconds <= MAX_SECONDS)
  .optional()

/** The variables of the limits, for the schema of core/config.ts. */
export const RATE_LIMIT_VARIABLES = {
  RATE_LIMIT_LOG_IN: Setting,
  RATE_LIMIT_REGISTRATION: Setting,
  RATE_LIMIT_REFRESH: Setting,
  RATE_LIMIT_UPLOAD: Setting,
  RATE_LIMIT_BACKGROUND: Setting,
  RATE_LIMIT_GENERAL: Setting,
}

type Given = { [Variable in keyof typeof RATE_LIMIT_VARIABLES]?: RateLimit | undefined } & { ENVIRONMENT: string }

/** What a variable sets holds as it is; else the defaults, ten times as wide in development, and no limit in tests. */
export function rateLimitsOf({ ENVIRONMENT, ...given }: Given): RateLimitSettings {
  const names = Object.keys(DEFAULTS) as RateLimitName[]
  const set = names.map((name) => [
    name,
    given[`RATE_LIMIT_${name.toUpperCase()}` as keyof typeof RATE_LIMIT_VARIABLES] ?? byDefault(name, ENVIRONMENT),
  ])
  return Object.fromEntries(set.filter(([, limit]) => limit !== undefined))
}

function byDefault(name: RateLimitName, environment: string): RateLimit | undefined {
  if (environment === 'test') return undefined
  const { points, seconds } = DEFAULTS[name]
  return { points: environment === 'development' ? points * WIDER_IN_DEVELOPMENT : points, seconds }
}
