import OpenAI, { BadRequestError, UnprocessableEntityError } from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import type { ChatCompletion } from 'openai/resources/chat/completions'
import type { z } from 'zod'
import { ModelError, type ModelTokens, NO_TOKENS } from './model-error.ts'
import { modelErrorOf } from './model-failures.ts'
import type { ModelRecorder } from './model-recorder.ts'

export interface ModelConfig {
  apiKey: string
  /** Of any server that speaks OpenAI's API; undefined: OpenAI's own. */
  baseUrl?: string | undefined
  name: string
}

export interface ChatMessage {
  role: 'system' | 'user'
  content: string
}

export interface ModelQuestion<Schema extends z.ZodType> {
  messages: readonly ChatMessage[]
  /** Of the answer: every key required, `.nullable()` where it may be missing. */
  schema: Schema
  /** Letters, digits and underscores. */
  schemaName: string
  /** Of the answer, what the model thinks included. */
  maxTokens: number
  /** For everything, the slowest drip included. */
  timeoutMs: number
}

export interface ModelAnswer<T> {
  value: T
  /** Undefined: the server did not say, or nothing that can be. */
  tokens: ModelTokens | undefined
}

export interface ChatModel {
  readonly name: string
  /** @throws ModelError for everything that is no answer of the asked shape; the signal's reason, once it is aborted */
  ask<Schema extends z.ZodType>(question: ModelQuestion<Schema>, signal: AbortSignal): Promise<ModelAnswer<z.infer<Schema>>>
}

/** No question of ours has a longer answer: a server that minds no limit is not to fill the memory of whoever keeps it. */
const MAX_ANSWER_LENGTH = 100_000

/**
 * A language model behind OpenAI's API. Asks once: retries are for whoever calls. Answers are checked against the schema, whatever the server did.
 * @param record is told of each question, also of one that got no answer
 */
export function createChatModel({ apiKey, baseUrl, name }: ModelConfig, record: ModelRecorder = () => {}): ChatModel {
  const client = new OpenAI({ apiKey, baseURL: baseUrl, maxRetries: 0, logLevel: 'off' })
  /** Found by asking: from then on each question is one request. */
  let hasNoSchemas = false

  return {
    name,
    async ask({ messages, schema, schemaName, maxTokens, timeoutMs }, signal) {
      signal.throwIfAborted()
      const request = { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]), timeout: timeoutMs }
      const format = zodResponseFormat(schema, schemaName)
      let isPlain = hasNoSchemas
      const askWithSchema = () =>
        client.chat.completions.create({ model: name, messages: [...messages], max_completion_tokens: maxTokens, response_format: format }, request)
      const askPlainly = () =>
        client.chat.completions.create(
          {
            model: name,
            messages: withSchemaIn(messages, format.json_schema.schema),
            max_tokens: maxTokens,
            response_format: { type: 'json_object' },
          },
          request,
        )
      // Servers that know no schemas, or only the former name of the limit.
      const orPlainly = async (error: unknown) => {
        if (!mayBeAskedPlainly(error)) throw error
        isPlain = true
        const completion = await askPlainly()
        hasNoSchemas = true
        return completion
      }
      const start = performance.now()
      let tokens: ModelTokens | undefined
      const recorded = (outcome: Parameters<ModelRecorder>[0]['outcome']) =>
        record({ model: name, outcome, tokens: tokens ?? NO_TOKENS, seconds: (performance.now() - start) / 1_000 })
      try {
        const completion = await (hasNoSchemas ? askPlainly() : askWithSchema().catch(orPlainly))
        // Before it is read: an answer that is none costs as much.
        tokens = tokensOf(completion)
        const value = readAnswer(completion, schema, { tokens, isPlain })
        recorded('answered')
        return { value, tokens }
      } catch (error) {
        const failure = modelErrorOf(error)
        recorded(signal.aborted ? 'cancelled' : failure.failure)
        signal.throwIfAborted()
        throw failure
      }
    },
  }
}

const mayBeAskedPlainly = (error: unknown) =>
  (error instanceof BadRequestError || error instanceof UnprocessableEntityError) && error.code !== 'context_length_exceeded'

/** The schema in words, where no other way tells the server. */
function withSchemaIn(messages: readonly ChatMessage[], schema: object | undefined): ChatMessage[] {
  const told = `Answer with one JSON object alone, with every key of this JSON schema:\n${JSON.stringify(schema)}`
  const [first, ...others] = messages
  return first?.role === 'system' ? [{ ...first, content: `${first.content}\n${told}` }, ...others] : [{ role: 'system', content: told }, ...messages]
}

function readAnswer<Schema extends z.ZodType>(
  completion: ChatCompletion,
  schema: Schema,
  { tokens, isPlain }: { tokens: ModelTokens | undefined; isPlain: boolean },
): z.infer<Schema> {
  const choice = completion.choices?.[0]
  if (choice?.message?.refusal || choice?.finish_reason === 'content_filter') throw new ModelError('refused', { tokens })
  if (choice?.finish_reason === 'length') throw new ModelError('truncated', { tokens })
  const content = choice?.message?.content
  const said = (content?.length ?? 0) > MAX_ANSWER_LENGTH ? undefined : jsonOf(content)
  const read = schema.safeParse(said)
  if (read.success) return read.data
  const filled = isPlain ? schema.safeParse(withNulls(said, read.error.issues)) : read
  if (!filled.success) throw new ModelError('invalid_answer', { tokens })
  return filled.data
}

/** What was left out, as null: nothing holds a server without schemas to its keys. */
function withNulls(said: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const filled = structuredClone(said)
  for (const { path } of issues) {
    const parent = path.slice(0, -1).reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), filled)
    const key = path.at(-1)
    if (key !== undefined && isObject(parent) && !Array.isArray(parent) && !Object.hasOwn(parent, key)) parent[key] = null
  }
  return filled
}

const isObject = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null

/** Servers without schemas put fences around it. */
function jsonOf(content: string | null | undefined): unknown {
  try {
    return JSON.parse((content ?? '').replace(/^\s*```(?:json)?\s*|\s*```\s*$/g, ''))
  } catch {
    return undefined
  }
}

/** Budgets live by it, so it is counted only where it can be a count. */
function tokensOf({ usage }: ChatCompletion): ModelTokens | undefined {
  const [input, output]: unknown[] = [usage?.prompt_tokens, usage?.completion_tokens]
  return isCount(input) && isCount(output) ? { input, output } : undefined
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
