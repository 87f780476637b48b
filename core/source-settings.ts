import { z } from 'zod'
import { SOURCE_NAMES, SOURCES, type SourceName, sourceVariable } from './domain/sources.ts'

/** What configuration says of one source. */
export interface SourceConfig {
  /** Without a slash at the end; empty for `page`, whose addresses are whole. */
  baseUrl: string
  /** Boards that everybody's collections ask; addresses for `page`. */
  boards: string[]
  /** The other settings, by name: `client_id`. Those that are not set are absent. */
  values: Record<string, string>
}

export type SourceSettings = Record<SourceName, SourceConfig>

const BaseUrl = z.url({ protocol: /^https?$/ }).optional()
const isAddress = (setting: string) => setting.endsWith('base_url')
/** Its key has the former backend's name. */
const TAVILY_KEY = 'TAVILY_API_KEY'

const settingsOf = (name: SourceName): string[] => [...(SOURCES[name].baseUrl === null ? [] : ['base_url']), ...Object.keys(SOURCES[name].settings)]

/** The variables of the sources, for the schema of core/config.ts: `SOURCE_GREENHOUSE_BASE_URL`, `SOURCE_GREENHOUSE_BOARDS`. */
export const SOURCE_VARIABLES: Record<string, z.ZodOptional<z.ZodType<string>>> = {
  ...Object.fromEntries(
    SOURCE_NAMES.flatMap((name) =>
      settingsOf(name).map((setting) => [sourceVariable(name, setting), isAddress(setting) ? BaseUrl : z.string().optional()]),
    ),
  ),
  [TAVILY_KEY]: z.string().optional(),
}

/** Each source's settings, its own address where none is set. */
export function sourceSettingsOf(env: Readonly<Record<string, unknown>>): SourceSettings {
  const text = (name: SourceName, setting: string) => env[sourceVariable(name, setting)] as string | undefined
  const settings = SOURCE_NAMES.map((name): [SourceName, SourceConfig] => {
    const { boards: _boards, ...others }: Readonly<Record<string, string | null>> = SOURCES[name].settings
    const values = Object.entries(others).flatMap(([setting, unset]) => {
      const value = text(name, setting) ?? unset
      return value === null ? [] : [[setting, value] as const]
    })
    const key = name === 'tavily' ? (env[TAVILY_KEY] as string | undefined) : undefined
    const boards = (text(name, 'boards') ?? '')
      .split(',')
      .map((board) => board.trim())
      .filter((board) => board !== '')
    const baseUrl = (text(name, 'base_url') ?? SOURCES[name].baseUrl ?? '').replace(/\/+$/, '')
    return [name, { baseUrl, boards: [...new Set(boards)], values: Object.fromEntries([...values, ...(key ? [['api_key', key] as const] : [])]) }]
  })
  return Object.fromEntries(settings) as SourceSettings
}
