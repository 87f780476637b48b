import { z } from 'zod'
import { type AddressRange, readAddressRange } from './net/address-range.ts'
import { RATE_LIMIT_VARIABLES, rateLimitsOf } from './rate-limit.ts'
import { SCHEDULE_VARIABLES, schedulesOf } from './schedule-settings.ts'
import { SOURCE_VARIABLES, sourceSettingsOf } from './source-settings.ts'

const Port = z.coerce.number().int().min(1).max(65_535)
/** 0: nothing listens. */
const OptionalPort = z.coerce.number().int().min(0).max(65_535)
const Milliseconds = z.coerce.number().int().min(1).max(3_600_000)
const Days = z.coerce.number().min(1).max(36_500)
const list = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
const List = z.string().transform(list)
const HostPort = /^(?:[^\s:/,]+|\[[0-9a-fA-F:]+\]):\d{1,5}$/

const Environment = z.object({
  ENVIRONMENT: z.enum(['development', 'production', 'test']).default('development'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).optional(),
  DATA_DIR: z.string().default('.data'),
  METRICS_HOST: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
  API_METRICS_PORT: OptionalPort.default(9464),
  WORKER_METRICS_PORT: OptionalPort.default(9465),
  SLOW_REQUEST_MS: Milliseconds.default(1_000),
  SLOW_QUERY_MS: Milliseconds.default(500),

  SECRET_KEY: z.string().optional(),
  ALGORITHM: z.literal('HS256').default('HS256'),
  ACCESS_TOKEN_EXPIRE_MINUTES: z.coerce.number().positive().max(1_440).default(30),
  REFRESH_TOKEN_EXPIRE_DAYS: z.coerce.number().positive().max(30).default(7),
  BCRYPT_COST: z.coerce.number().int().min(10).max(16).default(12),

  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//)
    .optional(),
  MONGO_USER: z.string().optional(),
  MONGO_PASSWORD: z.string().optional(),
  MONGO_HOST: z.string().optional(),
  DATABASE_NAME: z
    .string()
    .regex(/^[\w-]{1,63}$/)
    .default('job_tracker'),

  API_HOST: z.string().default('127.0.0.1'),
  API_PORT: Port.default(8000),
  CORS_ORIGINS: List.pipe(z.array(z.string().refine((origin) => URL.parse(origin)?.origin === origin))).optional(),
  DEFAULT_LANGUAGE: z.enum(['fr', 'en']).default('fr'),
  TRUSTED_PROXIES: List.transform((items) => items.map(readAddressRange))
    .refine((ranges): ranges is AddressRange[] => !ranges.includes(undefined))
    .default([]),
  ...RATE_LIMIT_VARIABLES,

  TEMPORAL_ADDRESS: z.string().regex(HostPort).default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_TASK_QUEUE: z.string().default('job-tracker'),
  TEMPORAL_API_KEY: z.string().optional(),
  TEMPORAL_TLS_CERT: z.string().optional(),
  TEMPORAL_TLS_KEY: z.string().optional(),
  TEMPORAL_TLS_CA: z.string().optional(),
  TEMPORAL_TLS_SERVER_NAME: z.string().optional(),
  TEMPORAL_UI_URL: z.url().default('http://127.0.0.1:8080'),
  TEMPORAL_RETENTION_DAYS: z.coerce.number().int().min(1).max(36_500).default(30),
  SCHEDULE_TIMEZONE: z.string().refine(isTimeZone).default('Europe/Paris'),
  ...SCHEDULE_VARIABLES,
  ARCHIVE_AFTER_DAYS: Days.default(40),
  OFFER_EXPIRE_AFTER_DAYS: Days.default(30),
  OFFER_DELETE_AFTER_DAYS: Days.default(90),

  CRAWL_USER_AGENT: z.string().default('JobTracker/0.1'),
  CRAWL_CONTACT: z.string().optional(),
  CRAWL_ALLOW_HOSTS: List.pipe(z.array(z.string().regex(HostPort))).default([]),
  CRAWL_DELAY_MS: z.coerce.number().int().min(0).max(600_000).default(1_000),
  CRAWL_BROWSER_CONTEXTS: z.coerce.number().int().min(1).max(16).default(2),
  DEMO_PORT: Port.default(8010),
  CHROMIUM_PATH: z.string().optional(),
  CHROMIUM_SANDBOX: z.enum(['on', 'off']).optional(),

  ...SOURCE_VARIABLES,
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  OPENAI_MODEL: z.string().default('gpt-5-mini'),
  MODEL_CALLS_PER_MINUTE: z.coerce.number().positive().max(60_000).default(60),
  MODEL_CONCURRENT_CALLS: z.coerce.number().int().min(1).max(64).default(4),
  MODEL_PART_TOKENS: z.coerce.number().int().min(500).max(200_000).default(8_000),
  MODEL_BUDGET_TOKENS_PER_USER_PER_DAY: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(200_000),
  MODEL_BUDGET_TOKENS_PER_DAY: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(2_000_000),
})

/** The variables that readConfig reads: .env.example lists each. */
export const CONFIG_VARIABLES = Object.keys(Environment.shape)

/** Settings of a process, read once at its start and passed to what needs them. */
export type Config = ReturnType<typeof shape>

/** A wrong or missing variable: the message names it and says what it should be. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const expected: Partial<Record<keyof z.infer<typeof Environment>, string>> = {
  METRICS_HOST: 'an IP address like 127.0.0.1, or 0.0.0.0 for all',
  MONGODB_URI: 'an address like mongodb://127.0.0.1:27017',
  TEMPORAL_ADDRESS: 'host:port, like 127.0.0.1:7233',
  CRAWL_ALLOW_HOSTS: 'host:port pairs separated by commas, like 127.0.0.1:8010',
  ALGORITHM: 'HS256, the only algorithm that is accepted',
  DATABASE_NAME: 'letters, digits, - and _ only',
  CORS_ORIGINS: 'exact origins separated by commas, like https://jobs.example.com',
  SCHEDULE_TIMEZONE: 'a time zone like Europe/Paris',
  ...Object.fromEntries(Object.keys(SCHEDULE_VARIABLES).map((name) => [name, 'a cron expression of five fields, like 0 3 * * *'])),
  TEMPORAL_UI_URL: 'an address like http://127.0.0.1:8080',
  TRUSTED_PROXIES: 'addresses or ranges separated by commas, like 10.0.0.0/8,192.0.2.7',
  ...Object.fromEntries(Object.keys(RATE_LIMIT_VARIABLES).map((name) => [name, 'requests and a time, 7d at most, like 10/15m or 600/m'])),
}

/**
 * Reads and checks the environment variables that README.md lists.
 * @throws ConfigError naming the first wrong variable and what it should be.
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''))
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const name = String(issue?.path[0]) as keyof z.infer<typeof Environment>
    throw new ConfigError(`${name} is wrong: it should be ${expected[name] ?? (issue ? expectedBy(issue) : 'different')}.`)
  }
  return shape(parsed.data)
}

function shape(env: z.infer<typeof Environment>) {
  const production = env.ENVIRONMENT === 'production'
  if (production && env.CRAWL_ALLOW_HOSTS.length > 0) {
    throw new ConfigError('CRAWL_ALLOW_HOSTS is for development and tests: remove it in production.')
  }
  return {
    environment: env.ENVIRONMENT,
    production,
    logLevel: env.LOG_LEVEL ?? (env.ENVIRONMENT === 'test' ? ('warn' as const) : ('info' as const)),
    dataDir: env.DATA_DIR,
    /** Where each process answers `GET /metrics`; port 0: it does not. */
    metrics: { host: env.METRICS_HOST, apiPort: env.API_METRICS_PORT, workerPort: env.WORKER_METRICS_PORT },
    /** What takes at least so long is reported. */
    slow: { requestMs: env.SLOW_REQUEST_MS, queryMs: env.SLOW_QUERY_MS },
    auth: {
      /** Only the API needs one: without, development makes it, production refuses to start (core/secret-key.ts). */
      secretKey: checkedSecret(env.SECRET_KEY, production),
      accessTokenMinutes: env.ACCESS_TOKEN_EXPIRE_MINUTES,
      refreshTokenDays: env.REFRESH_TOKEN_EXPIRE_DAYS,
      bcryptCost: env.BCRYPT_COST,
    },
    mongodb: { uri: mongodbUri(env), database: env.DATABASE_NAME },
    api: {
      host: env.API_HOST,
      port: env.API_PORT,
      corsOrigins: env.CORS_ORIGINS ?? (production ? [] : ['http://localhost:3000']),
      defaultLanguage: env.DEFAULT_LANGUAGE,
      /** Whose X-Forwarded-For is believed. */
      trustedProxies: env.TRUSTED_PROXIES,
      rateLimits: rateLimitsOf(env),
    },
    temporal: {
      address: env.TEMPORAL_ADDRESS,
      namespace: env.TEMPORAL_NAMESPACE,
      taskQueue: env.TEMPORAL_TASK_QUEUE,
      apiKey: env.TEMPORAL_API_KEY,
      /** Paths of PEM files. */
      tls: { cert: env.TEMPORAL_TLS_CERT, key: env.TEMPORAL_TLS_KEY, ca: env.TEMPORAL_TLS_CA, serverName: env.TEMPORAL_TLS_SERVER_NAME },
      uiUrl: env.TEMPORAL_UI_URL.replace(/\/+$/, ''),
      scheduleTimezone: env.SCHEDULE_TIMEZONE,
      /** How long the embedded Temporal keeps the history of what has ended. */
      retentionDays: env.TEMPORAL_RETENTION_DAYS,
    },
    /** When each schedule runs. */
    schedules: schedulesOf(env),
    maintenance: {
      archiveAfterDays: env.ARCHIVE_AFTER_DAYS,
      expireAfterDays: env.OFFER_EXPIRE_AFTER_DAYS,
      deleteAfterDays: env.OFFER_DELETE_AFTER_DAYS,
    },
    crawl: {
      userAgent: env.CRAWL_CONTACT ? `${env.CRAWL_USER_AGENT} (+${env.CRAWL_CONTACT})` : env.CRAWL_USER_AGENT,
      /** `host:port` that the egress guard lets through although they are local. */
      /** Between two requests to one host, whoever makes them. */
      delayMs: env.CRAWL_DELAY_MS,
      allowHosts: env.ENVIRONMENT === 'development' ? [...env.CRAWL_ALLOW_HOSTS, `127.0.0.1:${env.DEMO_PORT}`] : env.CRAWL_ALLOW_HOSTS,
    },
    demoPort: env.DEMO_PORT,
    browser: { executablePath: env.CHROMIUM_PATH, sandbox: env.CHROMIUM_SANDBOX, contexts: env.CRAWL_BROWSER_CONTEXTS },
    sources: sourceSettingsOf(env),
    /** Any server that speaks OpenAI's API; undefined: no model. */
    model: env.OPENAI_API_KEY === undefined ? undefined : { apiKey: env.OPENAI_API_KEY, baseUrl: env.OPENAI_BASE_URL, name: env.OPENAI_MODEL },
    /** Of all workers together, and of this one. */
    modelCalls: { perMinute: env.MODEL_CALLS_PER_MINUTE, atOnce: env.MODEL_CONCURRENT_CALLS, partTokens: env.MODEL_PART_TOKENS },
    /** Tokens a day, input and output together. */
    modelBudget: { perUser: env.MODEL_BUDGET_TOKENS_PER_USER_PER_DAY, total: env.MODEL_BUDGET_TOKENS_PER_DAY },
  }
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** What a variable should be, as its schema says it. */
function expectedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`
    case 'too_small':
      return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`
    case 'too_big':
      return `at most ${issue.maximum}`
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : `a ${issue.expected}`
    default:
      return `different (${issue.message})`
  }
}

function checkedSecret(secret: string | undefined, production: boolean): string | undefined {
  if (secret === undefined) return undefined
  if (Buffer.byteLength(secret) < 32) throw new ConfigError('SECRET_KEY is too short: it should have at least 32 bytes (npm run secret prints one).')
  if (production && /change|example|secret.?key/i.test(secret)) {
    throw new ConfigError('SECRET_KEY is the sample one: set a fresh one (npm run secret prints one).')
  }
  return secret
}

function mongodbUri(env: z.infer<typeof Environment>): string {
  if (env.MONGODB_URI) return env.MONGODB_URI
  const host = env.MONGO_HOST ?? '127.0.0.1:27017'
  if (!env.MONGO_USER) return `mongodb://${host}`
  return `mongodb://${encodeURIComponent(env.MONGO_USER)}:${encodeURIComponent(env.MONGO_PASSWORD ?? '')}@${host}/?authSource=admin`
}
