import { MockActivityEnvironment } from '@temporalio/testing'
import { ObjectId } from 'mongodb'
import { afterEach, expect, test } from 'vitest'
import { createModelAnswerRepository } from '../../../core/db/model-answer-repository.ts'
import { createModelUsageRepository } from '../../../core/db/model-usage-repository.ts'
import type { StoredDescriptionError } from '../../../core/domain/application.ts'
import { type ModelReply, modelReplies as replies, startModelStub } from '../../../tests/support/model-stub.ts'
import { testDatabase } from '../../../tests/support/mongo.ts'
import { pageOf } from '../../../tests/support/offer-page.ts'
import { createPageStore } from '../../../tests/support/page-store.ts'
import { createExtracting } from '../../extracting/index.ts'
import { createChatModel } from '../../model/chat-model.ts'
import { createModelDescribing } from './model-activities.ts'

const { db } = testDatabase()
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const url = 'https://jobs.example.com/offers/42'
let pagesMade = 0
/** A page like no other: answers are kept by what is asked. */
const offerPage = () =>
  pageOf({
    body: `<h1>Menuisier (H/F)</h1><p>Entreprise : Atelier Copeaux. Nous recrutons en CDI un menuisier, référence ${++pagesMade}.</p>
<h2>Vos missions</h2><ul><li>Concevoir et construire des meubles</li></ul><h2>Votre profil</h2><p>Vous avez deux ans d’expérience. Postulez.</p>`,
  })
const said = {
  is_offer: true,
  language: 'fr',
  title: 'Menuisier (H/F)',
  company: 'Atelier Copeaux',
  location: null,
  summary: 'Atelier Copeaux recrute un menuisier en CDI.',
  missions: ['Concevoir et construire des meubles'],
  skills_required: [],
  skills_wished: [],
  perks: [],
  work_mode: null,
  contract: 'permanent',
  full_time: null,
  salary: null,
  seniority: null,
  experience_years: { min: 2, max: 2 },
  languages: [],
  contact: null,
  application_deadline: null,
}

interface Options {
  budget?: { perUser: number; total: number }
  html?: string
  userId?: string
  /** Later ones are those of nobody. */
  lastRequest?: number
  wrapAnswers?: (answers: ReturnType<typeof createModelAnswerRepository>) => ReturnType<typeof createModelAnswerRepository>
}

async function describing(
  reply: ModelReply,
  {
    budget = { perUser: 1e6, total: 1e9 },
    html = offerPage(),
    userId = new ObjectId().toHexString(),
    lastRequest = 1,
    wrapAnswers = (a) => a,
  }: Options = {},
) {
  const stub = await startModelStub(reply)
  closing.push(stub.close)
  const pages = createPageStore()
  const usage = createModelUsageRepository(db, budget)
  const noted: StoredDescriptionError[] = []
  const answers = createModelAnswerRepository(db)
  const activities = createModelDescribing({
    pages,
    applications: {
      describedUser: async (_, request) => (request <= lastRequest ? userId : undefined),
      noteDescriptionError: async (_id, _request, error) => void noted.push(error),
    },
    modelCalls: {
      model: createChatModel({ apiKey: 'sk-canary', baseUrl: stub.baseUrl, name: 'a-model' }),
      answers: wrapAnswers(answers),
      usage,
      limits: { partTokens: 8_000, parts: 4 },
    },
    now: () => new Date(),
  })
  const pageId = await pages.save({ url, finalUrl: url, via: 'http', html }, new Date())
  await createExtracting({ pages, now: () => new Date() }).extractFacts({ pageId })
  await activities.planQuestions({ pageId })
  const request = { applicationId: new ObjectId().toHexString(), request: 1, pageId, part: 0 }
  const claim = (asked = new Date()) => activities.claimAnswer({ ...request, asked: asked.toISOString() })
  const ask = (attempt = 1): Promise<unknown> => new MockActivityEnvironment({ attempt }).run(activities.askModel, request)
  const failure = (attempt = 1) =>
    ask(attempt).then(
      () => undefined,
      (error: unknown) => error,
    )
  const rows = () =>
    db
      .collection('model_usage')
      .find({ user_id: new ObjectId(userId) })
      .toArray()
  return { ...stub, activities, pages, pageId, request, claim, ask, failure, rows, noted, html, userId, answers, usage }
}

test('an answer is kept, accounted for without a word of it, and described', async () => {
  const { activities, pages, pageId, claim, ask, rows } = await describing(replies.says(said))
  expect(await claim()).toEqual({ state: 'asked' })
  await ask()
  expect(await activities.describeFromAnswers({ pageId })).toEqual({ kind: 'offer' })
  expect((await pages.get(pageId))?.description).toMatchObject({
    reading: { summary: said.summary, prompt_version: 'describe-offer/1', dropped: [] },
  })
  const kept = await rows()
  expect(kept).toMatchObject([{ outcome: 'answered', input_tokens: 120, output_tokens: 30, model: 'a-model', prompt_version: 'describe-offer/1' }])
  expect(JSON.stringify(kept)).not.toMatch(/Menuisier|Copeaux/i)
})

test('the same offer is asked about once, for whoever wants it: the second costs nothing', async () => {
  const first = await describing(replies.says(said))
  await first.claim()
  await first.ask()
  const second = await describing(replies.says(said), { html: first.html })
  expect(await second.claim()).toEqual({ state: 'answered' })
  await second.claim()
  expect(await second.activities.describeFromAnswers({ pageId: second.pageId })).toEqual({ kind: 'offer' })
  expect([second.asked.length, await second.rows()]).toMatchObject([0, [{ outcome: 'reused', input_tokens: 0 }]])
})

test('who wants the same at the same time waits, and hears of its failure', async () => {
  const first = await describing(replies.refuses)
  const second = await describing(replies.says(said), { html: first.html })
  const asked = new Date(Date.now() - 10)
  await first.claim()
  expect(await second.claim(asked)).toMatchObject({ state: 'busy' })
  expect(await first.failure()).toMatchObject({ type: 'model_refused', nonRetryable: true })
  await expect(second.claim(asked)).rejects.toMatchObject({ type: 'model_refused', nonRetryable: true })
  expect(second.asked).toHaveLength(0)
})

test('no budget, no call: nobody is asked, and who waits may ask on their own', async () => {
  const { asked, claim, failure, rows, html } = await describing(replies.says(said), { budget: { perUser: 1_000, total: 1e9 } })
  await claim()
  expect(await failure()).toMatchObject({
    type: 'budget_reached',
    nonRetryable: true,
    details: [{ scope: 'user', retry_at: expect.stringMatching(/T00:00:00/) }],
  })
  expect([asked.length, await rows()]).toEqual([0, []])
  const other = await describing(replies.says(said), { html })
  expect(await other.claim(new Date(0))).toEqual({ state: 'asked' })
})

test.each<[string, ModelReply, object, string]>([
  [
    'says when',
    replies.fails(429, 'rate_limit_exceeded', { 'retry-after': '7' }),
    { type: 'model_rate_limited', nonRetryable: false, nextRetryDelay: 7_000 },
    'rate_limited',
  ],
  ['asks for an hour', replies.fails(429, null, { 'retry-after': '3600' }), { type: 'model_rate_limited', nextRetryDelay: 300_000 }, 'rate_limited'],
  [
    'wants to be asked at once',
    replies.fails(429, null, { 'retry-after': '0' }),
    { type: 'model_rate_limited', nonRetryable: false, nextRetryDelay: 500 },
    'rate_limited',
  ],
  ['says nothing of when', replies.fails(429), { type: 'model_rate_limited', nextRetryDelay: 2_000 }, 'rate_limited'],
  ['fails', replies.fails(500), { type: 'model_unavailable', nonRetryable: false, nextRetryDelay: 2_000 }, 'model_unavailable'],
  ['cuts the line', replies.cutsOff, { type: 'model_unavailable', nonRetryable: false }, 'model_unavailable'],
  ['has an empty account', replies.fails(429, 'insufficient_quota'), { type: 'model_quota_exhausted', nonRetryable: true }, 'quota_exhausted'],
  ['does not know the key', replies.fails(401, 'invalid_api_key'), { type: 'model_invalid_key', nonRetryable: true }, 'invalid_key'],
  ['is asked too much', replies.fails(400, 'context_length_exceeded'), { type: 'model_bad_request', nonRetryable: true }, 'bad_request'],
  ['declines', replies.refuses, { type: 'model_refused', nonRetryable: true }, 'refused'],
  ['runs out of tokens', replies.isTruncated, { type: 'model_truncated', nonRetryable: true }, 'truncated'],
  ['answers no JSON', replies.says('Bien sûr !'), { type: 'model_invalid_answer', nonRetryable: false }, 'invalid_answer'],
])('a model that %s: a failure of its own, in the account, in no words of the page', async (_, reply, expected, outcome) => {
  const { claim, failure, rows, noted } = await describing(reply)
  await claim()
  const error = (await failure()) as { nonRetryable: boolean }
  expect(error).toMatchObject(expected)
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/Menuisier|sk-canary|It is/i)
  expect(await rows()).toMatchObject([{ outcome }])
  expect(noted).toHaveLength(error.nonRetryable ? 0 : 1)
  if (noted[0]) expect(Date.parse(noted[0].retry_at ?? '')).toBeGreaterThan(Date.now())
})

test('a call that was cut off may be paid: what was held for it stays counted', async () => {
  const { claim, failure, userId, usage } = await describing(replies.cutsOff)
  await claim()
  await failure()
  expect((await usage.usageOf(userId, new Date())).today.tokens).toBeGreaterThan(8_000)
})

test.each([
  ['untrusted', { title: 'Directrice de la conquête spatiale' }],
  ['not_an_offer', { is_offer: false }],
])('an answer of which nothing is made (%s) is asked for once more by the next request, and never twice by one', async (kind, lie) => {
  let answer: object = { ...said, ...lie }
  const { activities, pageId, request, asked } = await describing((...given) => replies.says(answer)(...given), { lastRequest: 3 })
  const describe = async (number: number) => {
    const mine = { ...request, request: number }
    const claimed = await activities.claimAnswer({ ...mine, asked: new Date(Date.now() + number).toISOString() })
    if (claimed.state === 'asked') await new MockActivityEnvironment().run(activities.askModel, mine)
    return (await activities.describeFromAnswers({ ...mine, pageId })).kind
  }
  expect([await describe(1), await describe(1), asked.length]).toEqual([kind, kind, 1])
  answer = said
  expect([await describe(2), await describe(2), await describe(3), asked.length]).toEqual(['offer', 'offer', 'offer', 2])
})

test('a worker of another model than the one that planned asks its own question, and keeps the answer as its own', async () => {
  const first = await describing(replies.says(said))
  const other = createModelDescribing({
    pages: first.pages,
    applications: { describedUser: async () => first.userId, noteDescriptionError: async () => {} },
    modelCalls: {
      model: createChatModel({ apiKey: 'sk-canary', baseUrl: first.baseUrl, name: 'b-model' }),
      answers: first.answers,
      usage: first.usage,
      limits: { partTokens: 8_000, parts: 4 },
    },
    now: () => new Date(),
  })
  const ask = () => new MockActivityEnvironment().run(other.askModel, first.request)
  await first.claim()
  await expect(ask()).rejects.toMatchObject({ type: 'model_lost_claim', nonRetryable: true })
  expect(first.asked).toHaveLength(0)
  expect(await other.claimAnswer({ ...first.request, asked: new Date().toISOString() })).toEqual({ state: 'asked' })
  await ask()
  expect(await other.describeFromAnswers({ pageId: first.pageId })).toEqual({ kind: 'offer' })
  expect(first.asked.map(({ model }) => model)).toEqual(['b-model'])
  const next = await describing(replies.says(said), { html: first.html })
  expect(await next.claim(), 'the former model was never asked').toEqual({ state: 'asked' })
})

test('the last attempt is the last, and an answer of no use is asked for twice', async () => {
  const away = await describing(replies.fails(500))
  await away.claim()
  expect(await away.failure(5)).toMatchObject({ type: 'model_unavailable', nonRetryable: true })
  const useless = await describing(replies.says('?'))
  await useless.claim()
  expect(await useless.failure(2)).toMatchObject({ type: 'model_invalid_answer', nonRetryable: true })
})

test('a worker that is killed between the call and the save: one call more, and no third', async () => {
  const killed = new Error('killed')
  const wrapAnswers = (kept: ReturnType<typeof createModelAnswerRepository>) => ({ ...kept, store: async () => Promise.reject(killed) })
  const { claim, failure, asked, rows } = await describing(replies.says(said), { wrapAnswers })
  await claim()
  expect([await failure(), await failure()]).toEqual([killed, killed])
  expect(await failure()).toMatchObject({ type: 'model_interrupted', nonRetryable: true })
  expect([asked.length, (await rows()).map(({ outcome }) => outcome)]).toEqual([2, ['interrupted', 'interrupted']])
})

test('a worker that is killed after the save: nothing is paid again, and the account is settled', async () => {
  const killed = new Error('killed')
  const wrapAnswers = (kept: ReturnType<typeof createModelAnswerRepository>): typeof kept => ({
    ...kept,
    async store(...stored) {
      await kept.store(...stored)
      throw killed
    },
  })
  const { claim, failure, asked, rows } = await describing(replies.says(said), { wrapAnswers })
  await claim()
  expect(await failure()).toBe(killed)
  expect(await rows()).toMatchObject([{ outcome: 'interrupted' }])
  expect(await failure()).toBe(undefined)
  expect(asked).toHaveLength(1)
  expect(await rows()).toMatchObject([{ outcome: 'answered', input_tokens: 120, output_tokens: 30 }])
})

test('a record that asks for something else by now costs nothing', async () => {
  const { activities, request, asked } = await describing(replies.says(said))
  const stale = { ...request, request: 2 }
  await expect(activities.claimAnswer({ ...stale, asked: new Date().toISOString() })).rejects.toMatchObject({ type: 'stale', nonRetryable: true })
  await expect(new MockActivityEnvironment().run(activities.askModel, stale)).rejects.toMatchObject({ type: 'stale' })
  expect(asked).toHaveLength(0)
})

test('without a model there is nothing to ask, and a page that has expired is not described', async () => {
  const { activities, pages } = await describing(replies.says(said))
  const none = createModelDescribing({
    pages,
    applications: { describedUser: async () => 'x', noteDescriptionError: async () => {} },
    now: () => new Date(),
  })
  expect(await none.planQuestions({ pageId: '0'.repeat(24) })).toEqual({ parts: 0 })
  const expired = { type: 'page_expired', nonRetryable: true }
  await expect(activities.planQuestions({ pageId: '0'.repeat(24) })).rejects.toMatchObject(expired)
  await expect(activities.describeFromAnswers({ pageId: '0'.repeat(24) })).rejects.toMatchObject(expired)
})

test('a long page is asked about in parts, and what is left out is said', async () => {
  const paragraphs = Array.from(
    { length: 900 },
    (_, at) => `<p>Le paragraphe ${at} raconte longuement la vie de l’atelier et de ses menuisiers.</p>`,
  ).join('')
  const html = offerPage().replace('</body>', `${paragraphs}</body>`)
  const { activities, pages, pageId } = await describing(replies.says(said), { html })
  const { parts } = await activities.planQuestions({ pageId })
  expect(parts).toBeGreaterThan(1)
  expect((await pages.get(pageId))?.questions).toMatchObject({ leftOutTokens: expect.any(Number) })
})
