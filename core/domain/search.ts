import { z } from 'zod'
import { MAX_SOURCE_LENGTH } from './asked-source-rules.ts'
import { AskedSourceText } from './collection.ts'
import { AnsweredInstant, blankAsAbsent, clearable, emptiable, Id, OptionalText, RequiredText, WellFormed } from './fields.ts'
import { blockedCompanies, isBlockable } from './search-rules.ts'
import { SOURCE_PATTERN } from './sources.ts'
import { queryWords } from './text-rules.ts'

const TEXT_LENGTH = 200
const COMPANY_LENGTH = 300
const MAX_SOURCES = 20
const MAX_BLOCKED_BY_ONE = 200

const Query = RequiredText(TEXT_LENGTH)
  .refine((query) => queryWords(query).length > 0, { error: 'no_word' })
  .meta({ description: 'At least one word', example: 'data engineer' })

const sourcesOf = <T extends z.ZodType<string, string>>(source: T) =>
  z
    .array(source)
    .max(MAX_SOURCES)
    .meta({ description: 'Job boards, one board of an ATS, or pages; empty: every source', example: ['greenhouse', 'lever:acme'] })

const BlockedCompanies = z
  .array(WellFormed.max(COMPANY_LENGTH).refine(isBlockable, { error: 'company_too_long' }))
  .max(MAX_BLOCKED_BY_ONE)
  .transform(blockedCompanies)
  .meta({ description: 'Companies whose offers are left out of your lists and counts; at most 500 in all your searches', example: ['Acme'] })

/** What a create takes; null, empty and blank mean absent. */
export const NewSearch = z
  .strictObject({
    query: Query,
    location: OptionalText(TEXT_LENGTH),
    sources: blankAsAbsent(sourcesOf(AskedSourceText).default([])),
    enabled: blankAsAbsent(z.boolean().default(true)),
    blocked_companies: blankAsAbsent(BlockedCompanies.default([])),
  })
  .meta({ id: 'NewSearch', example: { query: 'data engineer', location: 'Lyon', sources: ['greenhouse'], blocked_companies: ['Acme'] } })
export type NewSearch = z.output<typeof NewSearch>

/** What an update takes: any subset; read-only fields may come back and change nothing. */
export const SearchUpdate = z
  .strictObject({
    query: Query.optional(),
    location: clearable(WellFormed.trim().max(TEXT_LENGTH)),
    // Names that are stored may come back though they are of no source any more: the repository judges those that are new.
    sources: emptiable(sourcesOf(WellFormed.trim().max(MAX_SOURCE_LENGTH).meta({ pattern: SOURCE_PATTERN }))),
    enabled: z.boolean().optional(),
    blocked_companies: emptiable(BlockedCompanies),
    _id: Id.optional(),
    id: Id.optional(),
    user_id: Id.optional(),
    created_at: z.unknown().optional(),
    updated_at: z.unknown().optional(),
  })
  .meta({ id: 'SearchUpdate', example: { enabled: false } })
export type SearchUpdate = z.output<typeof SearchUpdate>

/** A saved search as it is answered. */
export const Search = z
  .object({
    _id: Id,
    id: Id,
    user_id: Id,
    query: z.string(),
    location: z.string().nullable(),
    sources: z.array(z.string()),
    enabled: z.boolean(),
    blocked_companies: z.array(z.string()),
    created_at: AnsweredInstant,
    updated_at: AnsweredInstant,
  })
  .meta({
    id: 'Search',
    example: {
      _id: '6560f0c2a7b4c1d2e3f40531',
      id: '6560f0c2a7b4c1d2e3f40531',
      user_id: '6560f0c2a7b4c1d2e3f40516',
      query: 'data engineer',
      location: 'Lyon',
      sources: ['greenhouse'],
      enabled: true,
      blocked_companies: ['Acme'],
      created_at: '2026-11-23T09:30:00.000Z',
      updated_at: '2026-11-23T09:30:00.000Z',
    },
  })
export type Search = z.infer<typeof Search>
