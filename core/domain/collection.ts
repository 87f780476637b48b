import { z } from 'zod'
import { MAX_SOURCE_LENGTH } from './asked-source-rules.ts'
import { COLLECTION_STATUSES, DEFAULT_LIMIT, MAX_LIMIT, REJECTIONS, SOURCE_ERROR_CODES, SOURCE_RUN_STATUSES } from './collection-rules.ts'
import { AnsweredInstant, blankAsAbsent, HttpUrl, Id, OptionalText, RequiredText, WellFormed } from './fields.ts'
import { PAGE_OUTCOMES } from './page-rules.ts'
import { askedSourceProblem, SOURCE_NAMES, SOURCE_PATTERN } from './sources.ts'
import { queryWords } from './text-rules.ts'

const TEXT_LENGTH = 200
const MAX_SOURCES = 20

/** A source, one board of it (`greenhouse:acme`), or a page. */
export const AskedSourceText = WellFormed.trim()
  .max(MAX_SOURCE_LENGTH)
  .superRefine((text, context) => {
    const problem = askedSourceProblem(text)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
  })
  .meta({
    description: `${SOURCE_NAMES.join(', ')}; one board of an ATS like greenhouse:acme; or the address of a page`,
    example: 'greenhouse',
    pattern: SOURCE_PATTERN,
  })

/** What `POST /job-offers/collect` takes; null, empty and blank mean absent. */
export const NewCollection = z
  .strictObject({
    query: RequiredText(TEXT_LENGTH)
      .refine((query) => queryWords(query).length > 0, { error: 'no_word' })
      .meta({ description: 'In your own words', example: 'Je recherche un poste de data scientist proche de Lyon' }),
    location: OptionalText(TEXT_LENGTH).meta({ description: 'The place, where the query does not say it', example: 'Lyon' }),
    sources: blankAsAbsent(
      z
        .array(AskedSourceText)
        .max(MAX_SOURCES)
        .transform((sources) => [...new Set(sources)].sort())
        .default([]),
    ).meta({ description: 'Empty: every source that is configured', example: ['greenhouse', 'lever:acme'] }),
    limit: blankAsAbsent(z.int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT)).meta({ description: 'Offers that are kept of each source at most' }),
  })
  .meta({ id: 'NewCollection', example: { query: 'data engineer', location: 'Lyon', sources: ['greenhouse', 'lever:acme'], limit: 100 } })
export type NewCollection = z.output<typeof NewCollection>

/** What `POST /job-offers/import` takes. */
export const NewImport = z.strictObject({ url: HttpUrl }).meta({ id: 'NewImport', example: { url: 'https://jobs.example.com/offers/42' } })

const Count = z.int().min(0)
const counts = {
  found: Count.meta({ description: 'The sum of the other counts' }),
  saved: Count.meta({ description: 'New in the catalogue' }),
  updated: Count,
  unchanged: Count,
  duplicates: Count.meta({ description: 'Merged into an offer that was there' }),
  rejected: Count,
}

/** Codes and parameters are stored; the sentence is made for the reader. */
const StoredPageProblem = z.object({ code: z.enum(SOURCE_ERROR_CODES), params: z.record(z.string(), z.union([z.string(), z.number()])) })
/** With how often it happened. */
const StoredProblem = StoredPageProblem.extend({ count: Count })
export type StoredSourceProblem = z.infer<typeof StoredProblem>
const PageProblem = z.object({ code: z.enum(SOURCE_ERROR_CODES), detail: z.string() }).meta({ id: 'PageProblem' })
const SourceProblem = PageProblem.extend({ count: Count.meta({ description: 'Of how many pages' }) }).meta({ id: 'SourceProblem' })

const page = {
  label: z.string().meta({ description: 'A board, a page’s number, or a host' }),
  outcome: z.enum(PAGE_OUTCOMES).nullable().meta({ description: 'Null: not asked for yet' }),
  ...counts,
  duration_ms: Count.nullable(),
}
const StoredPage = z.object({ ...page, error: StoredPageProblem.nullable() })
export type StoredPage = z.infer<typeof StoredPage>
const CollectionPage = z
  .object({
    ...page,
    error: PageProblem.nullable().meta({ description: 'What is wrong with it, also where it was fetched: a board without offers that had some' }),
  })
  .meta({ id: 'CollectionPage' })

const sourceRun = {
  source: z.string(),
  status: z.enum(SOURCE_RUN_STATUSES),
  ...counts,
  rejections: z.partialRecord(z.enum(REJECTIONS), Count).meta({ description: 'How many were rejected, by reason' }),
  pages_total: Count,
  pages_done: Count,
  outcomes: z.partialRecord(z.enum(PAGE_OUTCOMES), Count).meta({ description: 'How many pages ended how' }),
  started_at: AnsweredInstant.nullable(),
  ended_at: AnsweredInstant.nullable(),
  duration_ms: Count.nullable(),
}
const StoredSourceRun = z.object({ ...sourceRun, pages: z.array(StoredPage), errors: z.array(StoredProblem) })
export type StoredSourceRun = z.infer<typeof StoredSourceRun>
const SourceRun = z
  .object({
    ...sourceRun,
    pages: z.array(CollectionPage).meta({ description: 'The newest 50 pages; empty in lists' }),
    errors: z.array(SourceProblem).meta({ description: 'Why it was skipped or failed, in whole or in part' }),
  })
  .meta({ id: 'SourceRun' })

const collection = {
  _id: Id,
  id: Id,
  status: z.enum(COLLECTION_STATUSES),
  query: z.string().nullable().meta({ description: 'Null of an import' }),
  location: z.string().nullable(),
  requested_sources: z.array(z.string()).meta({ description: 'As they were asked for; empty: all' }),
  limit: z.int(),
  url: z.string().nullable().meta({ description: 'Of an import' }),
  offer_id: Id.nullable().meta({ description: 'Of an import: the offer, once it is in the catalogue' }),
  understood: z
    .object({
      keywords: z.array(z.string()),
      place: z.string().nullable(),
      work_mode: z.string().nullable(),
      contract_type: z.string().nullable(),
      by: z.enum(['rules', 'model']),
    })
    .nullable()
    .meta({ description: 'What the query was understood as; null until it was read' }),
  ...counts,
  created_at: AnsweredInstant,
  started_at: AnsweredInstant.nullable(),
  ended_at: AnsweredInstant.nullable(),
  updated_at: AnsweredInstant,
}

/** A collection as it is kept: problems as codes. */
export const StoredCollection = z.object({ ...collection, sources: z.array(StoredSourceRun) })
export type StoredCollection = z.infer<typeof StoredCollection>

/** A collection as it is answered. */
export const Collection = z.object({ ...collection, sources: z.array(SourceRun) }).meta({
  id: 'Collection',
  example: {
    _id: '6560f0c2a7b4c1d2e3f40551',
    id: '6560f0c2a7b4c1d2e3f40551',
    status: 'running',
    query: 'data engineer',
    location: 'Lyon',
    requested_sources: ['greenhouse'],
    limit: 100,
    url: null,
    offer_id: null,
    understood: { keywords: ['data', 'engineer'], place: 'Lyon', work_mode: null, contract_type: null, by: 'rules' },
    found: 42,
    saved: 12,
    updated: 1,
    unchanged: 4,
    duplicates: 3,
    rejected: 22,
    sources: [
      {
        source: 'greenhouse',
        status: 'running',
        found: 42,
        saved: 12,
        updated: 1,
        unchanged: 4,
        duplicates: 3,
        rejected: 22,
        rejections: { other_words: 20, other_place: 2 },
        errors: [],
        pages_total: 2,
        pages_done: 1,
        outcomes: { fetched: 1 },
        pages: [
          {
            ...{ label: 'acme', outcome: 'fetched', error: null, duration_ms: 840 },
            ...{ found: 42, saved: 12, updated: 1, unchanged: 4, duplicates: 3, rejected: 22 },
          },
          {
            ...{ label: 'globex', outcome: null, error: null, duration_ms: null },
            ...{ found: 0, saved: 0, updated: 0, unchanged: 0, duplicates: 0, rejected: 0 },
          },
        ],
        started_at: '2026-11-23T05:00:00.000Z',
        ended_at: null,
        duration_ms: null,
      },
    ],
    created_at: '2026-11-23T05:00:00.000Z',
    started_at: '2026-11-23T05:00:00.000Z',
    ended_at: null,
    updated_at: '2026-11-23T05:00:02.000Z',
  },
})
export type Collection = z.infer<typeof Collection>
