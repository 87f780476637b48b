import type { ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { startLocalSite } from './local-site.ts'

/** What it was asked: the body of a request to `/chat/completions`. */
export interface AskedModel {
  model: string
  messages: { role: string; content: string }[]
  response_format: { type: string; json_schema?: { name: string; strict: boolean; schema: object } }
  [limit: string]: unknown
}

export type ModelReply = (response: ServerResponse, asked: AskedModel) => void

export type ModelStub = Awaited<ReturnType<typeof startModelStub>>

/**
 * A server of OpenAI's API on loopback: `reply` answers each question, all of which are kept, with when they came (milliseconds of
 * `performance.now()`). It takes as long for each as it is told.
 */
export async function startModelStub(reply: ModelReply, { latencyMs = 0 }: { latencyMs?: number } = {}) {
  const asked: AskedModel[] = []
  const askedAt: number[] = []
  const keys: string[] = []
  let answer = reply
  let latency = latencyMs
  const site = await startLocalSite(async (request, response) => {
    const body = JSON.parse(await text(request)) as AskedModel
    asked.push(body)
    askedAt.push(performance.now())
    keys.push(request.headers.authorization ?? '')
    if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency))
    answer(response, body)
  })
  return {
    baseUrl: `${site.url}/v1`,
    asked,
    askedAt,
    keys,
    /** From now on. */
    answerWith: (next: ModelReply) => {
      answer = next
    },
    takeMs: (ms: number) => {
      latency = ms
    },
    /** Forgets what it was asked. */
    forget: () => {
      asked.length = 0
      askedAt.length = 0
      keys.length = 0
    },
    close: () => site.close(),
  }
}

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

const completion = (message: object, finishReason = 'stop') => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_800_000_000,
  model: 'stub',
  choices: [{ index: 0, message: { role: 'assistant', refusal: null, ...message }, finish_reason: finishReason, logprobs: null }],
  usage: { prompt_tokens: 120, completion_tokens: 30, total_tokens: 150 },
})

/** The answers that such servers give, good and bad. */
export const modelReplies = {
  /** Text, sent as it is; anything else as JSON. */
  says:
    (content: unknown): ModelReply =>
    (response) =>
      json(response, 200, completion({ content: typeof content === 'string' ? content : JSON.stringify(content) })),
  refuses: ((response) => json(response, 200, completion({ content: null, refusal: 'I cannot help with that.' }))) satisfies ModelReply,
  isFiltered: ((response) => json(response, 200, completion({ content: '' }, 'content_filter'))) satisfies ModelReply,
  isTruncated: ((response) => json(response, 200, completion({ content: '{"keywords": ["da' }, 'length'))) satisfies ModelReply,
  fails:
    (status: number, code: string | null = null, headers: Record<string, string> = {}): ModelReply =>
    (response) =>
      json(response, status, { error: { message: `It is ${status}`, type: 'error', param: null, code } }, headers),
  /** As a proxy in front of it does. */
  failsInHtml: ((response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>')) satisfies ModelReply,
  /** Headers, then nothing. */
  hangs: ((response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":')) satisfies ModelReply,
  /** A byte at a time, without end. */
  drips: ((response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const drip = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(drip))
  }) satisfies ModelReply,
  isSilent: (() => undefined) satisfies ModelReply,
  cutsOff: ((response) => void response.destroy()) satisfies ModelReply,
}
