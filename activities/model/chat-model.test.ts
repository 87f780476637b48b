import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { type ModelReply, modelReplies as replies, startModelStub } from '../../tests/support/model-stub.ts'
import { createChatModel } from './chat-model.ts'
import { ModelError } from './model-error.ts'
import type { ModelCall } from './model-recorder.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** What a server says an answer cost. */
const costs =
  (usage: unknown, content = '{"word":"lyon","count":null}'): ModelReply =>
  (response) =>
    void response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }], usage }))
const cutsInTheMidst: ModelReply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' }).write('{"id":')
  setTimeout(() => response.destroy(), 50)
}

const Answer = z.object({ word: z.string(), count: z.number().nullable() })
const question = { messages: [{ role: 'user', content: 'Which word?' } as const], schema: Answer, schemaName: 'answer', maxTokens: 50 }

async function ask(reply: ModelReply, { timeoutMs = 5_000, signal = new AbortController().signal } = {}) {
  const stub = await startModelStub(reply)
  closing.push(stub.close)
  const calls: ModelCall[] = []
  const model = createChatModel({ apiKey: 'sk-test', baseUrl: stub.baseUrl, name: 'a-model' }, (call) => void calls.push(call))
  const result = await model.ask({ ...question, timeoutMs }, signal).catch((error: unknown) => error)
  return { ...stub, result, calls }
}

test('an answer of the asked shape is read, and its tokens counted', async () => {
  const { result, asked, keys } = await ask(replies.says({ word: 'lyon', count: null }))
  expect(result).toEqual({ value: { word: 'lyon', count: null }, tokens: { input: 120, output: 30 } })
  expect(keys).toEqual(['Bearer sk-test'])
  expect(asked).toMatchObject([
    {
      model: 'a-model',
      messages: [{ role: 'user', content: 'Which word?' }],
      max_completion_tokens: 50,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'answer', strict: true, schema: { required: ['word', 'count'], additionalProperties: false } },
      },
    },
  ])
})

test('fences around the answer are none of it', async () => {
  const { result } = await ask(replies.says('```json\n{"word":"lyon","count":1}\n```'))
  expect(result).toMatchObject({ value: { word: 'lyon', count: 1 } })
})

test('a server without schemas is asked once more without, and its answer checked all the same', async () => {
  const good = await ask(withoutSchemas({ word: 'lyon', count: 2 }))
  expect(good.result).toMatchObject({ value: { count: 2 } })
  expect(good.asked.map(({ response_format: { type }, max_tokens }) => [type, max_tokens])).toEqual([
    ['json_schema', undefined],
    ['json_object', 50],
  ])
  expect((await ask(withoutSchemas({ word: 3 }))).result).toMatchObject({ failure: 'invalid_answer' })
})

/** A server that knows no schemas. */
const withoutSchemas =
  (content: unknown): ModelReply =>
  (response, asked) =>
    (asked.response_format.type === 'json_schema' ? replies.fails(400) : replies.says(content))(response, asked)

test('a server without schemas is told the schema in words, beside what the question tells it', async () => {
  const bare = await ask(withoutSchemas({ word: 'lyon', count: 2 }))
  expect(bare.asked[1]?.messages.map(({ role }) => role)).toEqual(['system', 'user'])
  expect(bare.asked[1]?.messages[0]?.content).toContain('"required":["word","count"]')
  const stub = await startModelStub(withoutSchemas({ word: 'lyon', count: 2 }))
  closing.push(stub.close)
  const model = createChatModel({ apiKey: 'sk-test', baseUrl: stub.baseUrl, name: 'a-model' })
  const messages = [{ role: 'system', content: 'Answer shortly.' } as const, ...question.messages]
  await model.ask({ ...question, messages, timeoutMs: 5_000 }, new AbortController().signal)
  expect(stub.asked[0]?.messages).toEqual(messages)
  expect(stub.asked[1]?.messages.map(({ role }) => role)).toEqual(['system', 'user'])
  expect(stub.asked[1]?.messages[0]?.content).toMatch(/^Answer shortly\.\n.*"required":\["word","count"\]/s)
})

test('what such a server leaves out it does not know, at any depth; what may not be missing still may not', async () => {
  expect((await ask(withoutSchemas({ word: 'lyon' }))).result).toMatchObject({ value: { word: 'lyon', count: null } })
  expect((await ask(withoutSchemas({ count: 1 }))).result).toMatchObject({ failure: 'invalid_answer' })
  const stub = await startModelStub(withoutSchemas({ inner: {}, list: [{}] }))
  closing.push(stub.close)
  const model = createChatModel({ apiKey: 'sk-test', baseUrl: stub.baseUrl, name: 'a-model' })
  const inner = z.object({ min: z.number().nullable() })
  const schema = z.object({ inner: inner.nullable(), list: z.array(inner), mode: z.enum(['a', 'b']).nullable() })
  const { value } = await model.ask({ ...question, schema, timeoutMs: 5_000 }, new AbortController().signal)
  expect(value).toEqual({ inner: { min: null }, list: [{ min: null }], mode: null })
})

test('a server that was found to know no schemas is not asked with one again; one that declines both ways may know them', async () => {
  const stub = await startModelStub(replies.fails(400))
  closing.push(stub.close)
  const model = createChatModel({ apiKey: 'sk-test', baseUrl: stub.baseUrl, name: 'a-model' })
  const types = async () => {
    stub.forget()
    await model.ask({ ...question, timeoutMs: 5_000 }, new AbortController().signal).catch(() => undefined)
    return stub.asked.map(({ response_format: { type } }) => type)
  }
  expect(await types()).toEqual(['json_schema', 'json_object'])
  stub.answerWith(withoutSchemas({ word: 'lyon', count: 2 }))
  expect(await types()).toEqual(['json_schema', 'json_object'])
  expect(await types()).toEqual(['json_object'])
})

test.each<[string, ModelReply, object]>([
  ['declines', replies.refuses, { failure: 'refused' }],
  ['is filtered', replies.isFiltered, { failure: 'refused', tokens: { input: 120, output: 30 } }],
  ['runs out of tokens', replies.isTruncated, { failure: 'truncated', tokens: { input: 120, output: 30 } }],
  ['answers no JSON', replies.says('Sure! The word is lyon.'), { failure: 'invalid_answer', tokens: { input: 120, output: 30 } }],
  ['does not stop', replies.says({ word: 'lyon '.repeat(80_000), count: null }), { failure: 'invalid_answer' }],
  ['answers with another shape', replies.says({ word: 'lyon' }), { failure: 'invalid_answer' }],
  ['answers nothing', replies.says(''), { failure: 'invalid_answer' }],
  [
    'is asked too often',
    replies.fails(429, 'rate_limit_exceeded', { 'retry-after': '7' }),
    { failure: 'rate_limited', status: 429, retryAfterMs: 7_000 },
  ],
  [
    'says when in milliseconds',
    replies.fails(429, 'rate_limit_exceeded', { 'retry-after-ms': '250' }),
    { failure: 'rate_limited', retryAfterMs: 250 },
  ],
  [
    'says when in milliseconds that make no sense, and in seconds',
    replies.fails(429, null, { 'retry-after-ms': '-1', 'retry-after': '30' }),
    { failure: 'rate_limited', retryAfterMs: 30_000 },
  ],
  [
    'says when by a date',
    replies.fails(429, null, { 'retry-after': new Date(Date.now() + 10 * 86_400_000).toUTCString() }),
    { failure: 'rate_limited', retryAfterMs: 86_400_000 },
  ],
  [
    'says when by a date that is over',
    replies.fails(503, null, { 'retry-after': 'Fri, 27 Nov 2015 10:00:00 GMT' }),
    { failure: 'model_unavailable', retryAfterMs: 0 },
  ],
  ['says when in words', replies.fails(429, null, { 'retry-after': 'soon' }), { failure: 'rate_limited', retryAfterMs: undefined }],
  ['has an empty account', replies.fails(429, 'insufficient_quota'), { failure: 'quota_exhausted', status: 429 }],
  ['does not know the key', replies.fails(401, 'invalid_api_key'), { failure: 'invalid_key', status: 401 }],
  ['does not let the key in', replies.fails(403), { failure: 'invalid_key', status: 403 }],
  ['does not know the model', replies.fails(404, 'model_not_found'), { failure: 'bad_request', status: 404 }],
  ['is asked too much', replies.fails(400, 'context_length_exceeded'), { failure: 'bad_request', status: 400 }],
  ['fails', replies.fails(500), { failure: 'model_unavailable', status: 500 }],
  ['is behind a proxy that fails', replies.failsInHtml, { failure: 'model_unavailable', status: 502 }],
  ['cuts the line', replies.cutsOff, { failure: 'model_unavailable' }],
])('a model that %s', async (_, reply, expected) => {
  const { result, asked } = await ask(reply)
  expect(result).toBeInstanceOf(ModelError)
  expect(result).toMatchObject(expected)
  expect(asked.length, 'it is asked once').toBe(1)
})

test.each([
  ['is missing', undefined],
  ['is negative', { prompt_tokens: -5_000_000, completion_tokens: 30 }],
  ['is no number', { prompt_tokens: 'abc', completion_tokens: 30 }],
  ['is a text', { prompt_tokens: '120', completion_tokens: '30' }],
  ['is not whole', { prompt_tokens: 0.5, completion_tokens: 30 }],
  ['is of half of it', { prompt_tokens: 120 }],
])('a cost that %s is not known, of an answer and of none', async (_, usage) => {
  const { result, calls } = await ask(costs(usage))
  expect(result).toEqual({ value: { word: 'lyon', count: null }, tokens: undefined })
  expect(calls).toMatchObject([{ tokens: { input: 0, output: 0 } }])
  expect((await ask(costs(usage, 'Sure!'))).result).toMatchObject({ failure: 'invalid_answer', tokens: undefined })
})

const nothing = { input: 0, output: 0 }
test.each<[string, ModelReply, object]>([
  ['is asked too often costs nothing', replies.fails(429), { failure: 'rate_limited', tokens: nothing }],
  ['fails costs nothing', replies.fails(500), { failure: 'model_unavailable', tokens: nothing }],
  ['takes too long for its gateway may be paid', replies.fails(504), { failure: 'model_unavailable', tokens: undefined }],
  ['is silent may be paid', replies.isSilent, { failure: 'timed_out', tokens: undefined }],
  ['cuts the line may be paid', replies.cutsOff, { failure: 'model_unavailable', tokens: undefined }],
  ['cuts the line in the midst of its answer may be paid', cutsInTheMidst, { failure: 'model_unavailable', tokens: undefined }],
])('a model that %s', async (_, reply, expected) => {
  expect((await ask(reply, { timeoutMs: 300 })).result).toMatchObject(expected)
})

test.each([
  ['before its headers', replies.isSilent],
  ['in the midst of its answer', replies.hangs],
  ['drop by drop', replies.drips],
])('a model that hangs %s has timed out', async (_, reply) => {
  const started = performance.now()
  expect((await ask(reply, { timeoutMs: 100 })).result).toMatchObject({ failure: 'timed_out' })
  expect(performance.now() - started).toBeLessThan(2_000)
})

test('asking once more takes no longer than asking once may', async () => {
  const started = performance.now()
  const { result, asked } = await ask(
    (response, question) => void (question.response_format.type === 'json_schema' && setTimeout(() => replies.fails(400)(response, question), 800)),
    { timeoutMs: 1_000 },
  )
  expect([result, asked.length]).toEqual([expect.objectContaining({ failure: 'timed_out' }), 2])
  expect(performance.now() - started).toBeLessThan(1_600)
})

test('no server at all', async () => {
  const stub = await startModelStub(replies.refuses)
  await stub.close()
  const model = createChatModel({ apiKey: 'sk-test', baseUrl: stub.baseUrl, name: 'a-model' })
  const asking = model.ask({ ...question, timeoutMs: 1_000 }, new AbortController().signal)
  await expect(asking).rejects.toMatchObject({ failure: 'model_unavailable', tokens: nothing })
})

test('who asks may stop waiting, and gets their own reason', async () => {
  const controller = new AbortController()
  const reason = new Error('the run was cancelled')
  const { result } = await ask(() => controller.abort(reason), { signal: controller.signal })
  expect(result).toBe(reason)
  const late = await ask(replies.says({ word: 'lyon', count: 1 }), { signal: controller.signal })
  expect([late.result, late.asked.length]).toEqual([reason, 0])
})

test('no error holds what the server or the person said', async () => {
  const { result } = await ask(replies.says('secret words'))
  expect(JSON.stringify(result, Object.getOwnPropertyNames(result))).not.toContain('secret')
  const failed = await ask(replies.fails(400, 'secret code'))
  expect(JSON.stringify(failed.result, Object.getOwnPropertyNames(failed.result))).not.toContain('secret')
})

test.each([
  ['an answer', replies.says({ word: 'lyon', count: null }), { outcome: 'answered', tokens: { input: 120, output: 30 } }],
  ['an answer that is none, which costs as much', replies.says('Sure!'), { outcome: 'invalid_answer', tokens: { input: 120, output: 30 } }],
  ['a refusal of the server', replies.fails(429, 'insufficient_quota'), { outcome: 'quota_exhausted', tokens: { input: 0, output: 0 } }],
])('%s is recorded once, with its tokens', async (_, reply, expected) => {
  const { calls } = await ask(reply)
  expect(calls).toEqual([{ model: 'a-model', seconds: expect.any(Number), ...expected }])
})

test('a question that nobody waits for any more is recorded as cancelled', async () => {
  const controller = new AbortController()
  const { calls } = await ask(() => controller.abort(new Error('cancelled')), { signal: controller.signal })
  expect(calls).toMatchObject([{ outcome: 'cancelled' }])
})
