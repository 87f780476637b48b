import { ChatPromptTemplate } from '@langchain/core/prompts'
import { z } from 'zod'
import { CONTRACTS, LANGUAGES, WORK_MODES } from '../../../core/domain/offer-facts.ts'
import { queryWords } from '../../../core/domain/text-rules.ts'
import type { ChatModel } from '../../model/chat-model.ts'
import { ModelError } from '../../model/model-error.ts'
import type { SourceQuery } from '../query.ts'
import { commonForm } from '../word-forms.ts'
import { READ_QUERY_1 } from './prompts/read-query-1.ts'
import { DEFAULT_RADIUS_KM, MAX_RADIUS_KM, placeOf } from './query-place.ts'

const TIMEOUT_MS = 10_000
/** Far more than the answer has: models that think count their thoughts. */
const MAX_TOKENS = 2_000
const SCHEMA_TOKENS = 500
const MAX_KEYWORDS = 12
const MAX_KEYWORD_LENGTH = 60
/** So many letters in common make two words forms of one: `informatique`, `informaticien`. */
const STEM_LENGTH = 5

const Understood = z.object({
  keywords: z.array(z.string()),
  place: z.string().nullable(),
  radius_km: z.number().nullable(),
  work_mode: z.enum(WORK_MODES).nullable(),
  contract: z.enum(CONTRACTS).nullable(),
  language: z.enum(LANGUAGES),
})

/** The one that asks today. */
export const PROMPT = READ_QUERY_1

const template = ChatPromptTemplate.fromMessages([
  ['system', PROMPT.system],
  ['human', PROMPT.human],
])

/** What a call may cost at most, in tokens: none is less than a byte, and the schema goes out with it. */
export const mostTokens = (text: string, location: string | null) =>
  Buffer.byteLength(PROMPT.system) + Buffer.byteLength(text) + Buffer.byteLength(location ?? '') + SCHEMA_TOKENS + MAX_TOKENS

/**
 * What a person looks for, read by a language model and checked against the text: keywords and a place that nobody typed make
 * the whole answer invalid.
 * @param byRules what rules read; a location that was given is theirs
 * @throws ModelError; the signal's reason, once it is aborted
 */
export async function readByModel(
  byRules: SourceQuery,
  location: string | null,
  { model, signal }: { model: Pick<ChatModel, 'ask'>; signal: AbortSignal },
): Promise<SourceQuery> {
  const messages = await template.formatMessages({ query: withoutTags(byRules.text), location: withoutTags(location ?? '') })
  const { value } = await model.ask(
    {
      messages: messages.map((message) => ({ role: message.type === 'system' ? 'system' : 'user', content: message.text })),
      schema: Understood,
      schemaName: 'search',
      maxTokens: MAX_TOKENS,
      timeoutMs: TIMEOUT_MS,
    },
    signal,
  )
  const typed = queryWords(byRules.text)
  const keywords = [...new Set(value.keywords.map((keyword) => keyword.trim()).filter((keyword) => keyword !== ''))]
  const isTyped = (text: string) => queryWords(text).length > 0 && queryWords(text).every((word) => isFormOfOne(word, typed))
  const place = value.place?.trim() || null
  if (keywords.length > MAX_KEYWORDS || keywords.some((keyword) => keyword.length > MAX_KEYWORD_LENGTH || !isTyped(keyword)))
    throw new ModelError('invalid_answer')
  // Nothing to look for would fit every offer there is.
  if (keywords.length === 0 && byRules.keywords.length > 0) throw new ModelError('invalid_answer')
  if (place !== null && location === null && !isTyped(place)) throw new ModelError('invalid_answer')
  return {
    text: byRules.text,
    keywords,
    place: location !== null ? byRules.place : place === null ? null : withRadius(placeOf(place), value.radius_km, byRules),
    workMode: value.work_mode,
    contract: value.contract,
    language: value.language,
    by: 'model',
  }
}

/** The distance counts where one was typed: rules read it, or a number of the text is it. */
function withRadius(place: SourceQuery['place'], radiusKm: number | null, byRules: SourceQuery): SourceQuery['place'] {
  if (place === null) return null
  const ruled = byRules.place?.radiusKm ?? DEFAULT_RADIUS_KM
  const isTyped = radiusKm !== null && radiusKm >= 1 && radiusKm <= MAX_RADIUS_KM && /\d/.test(byRules.text)
  return { ...place, radiusKm: ruled === DEFAULT_RADIUS_KM && isTyped ? Math.round(radiusKm) : ruled }
}

function isFormOfOne(word: string, typed: readonly string[]): boolean {
  const stem = word.slice(0, STEM_LENGTH)
  return typed.some((one) => one === word || commonForm(one) === commonForm(word) || (stem.length === STEM_LENGTH && one.startsWith(stem)))
}

/** Tags are ours: a search that closes them stays a search. */
const withoutTags = (text: string) => text.replace(/[<>]/g, ' ')
