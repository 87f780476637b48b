import type { ServerResponse } from 'node:http'
import { type AskedModel, type ModelReply, modelReplies } from './model-stub.ts'

/** All that the model was told, as one text. */
export const promptOf = ({ messages }: AskedModel): string => messages.map(({ content }) => content).join('\n')

/** One reply after the other; the last one goes on. */
export function inTurn(...replies: [ModelReply, ...ModelReply[]]): ModelReply {
  let next = 0
  return (response, asked) => {
    const reply = replies[Math.min(next, replies.length - 1)]
    next += 1
    reply?.(response, asked)
  }
}

/** The reply of the first case whose words are in the prompt; a server error where there is none, so that no question goes astray unseen. */
export const byWords =
  (cases: readonly (readonly [words: string, reply: ModelReply])[]): ModelReply =>
  (response, asked) => {
    const prompt = promptOf(asked)
    const [, reply] = cases.find(([words]) => prompt.includes(words)) ?? []
    ;(reply ?? modelReplies.fails(500, 'no_case'))(response, asked)
  }

/** Says what is made of each question. */
export const answering =
  (make: (asked: AskedModel) => unknown): ModelReply =>
  (response, asked) =>
    modelReplies.says(make(asked))(response, asked)

/** Of a server that knows JSON but no schemas: it refuses the question that has one. */
export const withoutSchemas =
  (reply: ModelReply): ModelReply =>
  (response, asked) =>
    (asked.response_format?.type === 'json_schema' ? modelReplies.fails(400, 'unsupported_response_format') : reply)(response, asked)

/** Answers that servers give when something is wrong with them, with the limits, or with what they write. */
export const faultyReplies = {
  /** Says nothing of when to come back. */
  tooMany: modelReplies.fails(429, 'rate_limit_exceeded'),
  tooManyFor: (seconds: number) => modelReplies.fails(429, 'rate_limit_exceeded', { 'retry-after': String(seconds) }),
  tooManyForMs: (ms: number) => modelReplies.fails(429, 'rate_limit_exceeded', { 'retry-after-ms': String(ms) }),
  quotaExhausted: modelReplies.fails(429, 'insufficient_quota'),
  unknownKey: modelReplies.fails(401, 'invalid_api_key'),
  contextTooLong: modelReplies.fails(400, 'context_length_exceeded'),
  failsInJson: modelReplies.fails(500, 'server_error'),
  failsInHtml: modelReplies.failsInHtml,
  refuses: modelReplies.refuses,
  isFiltered: modelReplies.isFiltered,
  isTruncated: modelReplies.isTruncated,
  saysNoJson: modelReplies.says('Bien sûr ! Voici la description : un poste formidable.'),
  breaksTheSchema: modelReplies.says({ summary: 12, skills: 'tout', unknown: true }),
  saysNothing: modelReplies.says(''),
  hangs: modelReplies.hangs,
  cutsOff: modelReplies.cutsOff,
  /** In the midst of the answer's body. */
  cutsMidway: ((response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":"chatcmpl-1","choices":[{"message":{"content":"{')
    setTimeout(() => response.destroy(), 20)
  }) satisfies ModelReply,
  /** A valid answer with a text of some 100,000 tokens in each of its strings. */
  saysTooMuch: (answer: object): ModelReply => modelReplies.says(inflated(answer, 'Nous recrutons toujours et encore. '.repeat(12_000))),
}

function inflated(value: unknown, text: string): unknown {
  if (typeof value === 'string') return value === '' ? value : `${value} ${text}`
  if (Array.isArray(value)) return value.map((item) => inflated(item, text))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inflated(one, text)]))
  return value
}
