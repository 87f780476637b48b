import OpenAI, { BadRequestError, UnprocessableEntityError } from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import type { ChatCompletion, ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions'
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

  return {
    name,
    async ask({ messages, schema, schemaName, maxTokens, timeoutMs }, signal) {
      signal.throwIfAborted()
      const request = { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]), timeout: timeoutMs }
      const asked: Pick<ChatCompletionCreateParamsNonStreaming, 'model' | 'messages'> = { model: name, messages: [...messages] }
      const start = performance.now()
      let tokens: ModelTokens | undefined
      const recorded = (outcome: Parameters<ModelRecorder>[0]['outcome']) =>
        record({ model: name, outcome, tokens: tokens ?? NO_TOKENS, seconds: (performance.now() - start) / 1_000 })
      try {
        const completion = await client.chat.completions
          .create({ ...asked, max_completion_tokens: maxTokens, response_format: zodResponseFormat(schema, schemaName) }, request)
          .catch((error: unknown) => {
            if (!mayBeAskedPlainly(error)) throw error
            // Servers that know no schemas, or only the former name of the limit.
            return client.chat.completions.create({ ...asked, max_tokens: maxTokens, response_format: { type: 'json_object' } }, request)
          })
        // Before it is read: an answer that is none costs as much.
        tokens = tokensOf(completion)
        const value = readAnswer(completion, schema, tokens)
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

function readAnswer<Schema extends z.ZodType>(completion: ChatCompletion, schema: Schema, tokens: ModelTokens | undefined): z.infer<Schema> {
  const choice = completion.choices?.[0]
  if (choice?.message?.refusal || choice?.finish_reason === 'content_filter') throw new ModelError('refused', { tokens })
  if (choice?.finish_reason === 'length') throw new ModelError('truncated', { tokens })
  const content = choice?.message?.content
  const read = (content?.length ?? 0) > MAX_ANSWER_LENGTH ? undefined : schema.safeParse(jsonOf(content))
  if (!read?.success) throw new ModelError('invalid_answer', { tokens })
  return read.data
}

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
