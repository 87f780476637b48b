import { expect, test } from 'vitest'
import type { OfferDescription } from '../../core/domain/offer-description.ts'
import { NOTHING_DESCRIBED } from '../../tests/support/nothing-said.ts'
import { createApplicationDescribing } from './application.ts'

const NOW = new Date('2026-11-23T12:00:00Z')
const offer: OfferDescription = { ...NOTHING_DESCRIBED, title: 'Data engineer', company: 'Acme', body: 'You move data.', language: 'en' }

function describing(description: OfferDescription | null | undefined, accepted = true) {
  const ends: unknown[][] = []
  const activities = createApplicationDescribing({
    applications: {
      renewDescription: async () => true,
      beginDescription: async () => ({ request: 2, url: 'https://someone:secret@jobs.example.com:8443/offer?token=secret' }),
      noteDescriptionStep: async () => {},
      finishDescription: async (...end) => {
        ends.push(end)
        return accepted
      },
    },
    pages: { get: async () => (description === undefined ? undefined : { description }) },
    now: () => NOW,
  })
  return { ...activities, ends }
}
const done = { applicationId: 'a', request: 2, outcome: { status: 'done', pageId: 'p' } } as const

test('of the address that is read from the record only the host travels', async () => {
  expect(await describing(null).beginDescription({ applicationId: 'a' })).toEqual({ request: 2, host: 'jobs.example.com:8443' })
})

test('the text that is saved is rendered from the structure in the page store', async () => {
  const { finishDescription, ends } = describing(offer)
  expect(await finishDescription(done)).toEqual({ stored: true, status: 'done' })
  expect(ends).toEqual([
    ['a', 2, { status: 'done', description: expect.stringContaining('You move data.'), source: 'extracted', model: null, error: null }, NOW],
  ])
})

const reading = {
  ...{ summary: 'You move data, with care.', missions: [], skills_wished: [], perks: [], seniority: null, experience_years: null, languages: [] },
  ...{ contact: null, model: 'a-model', prompt_version: 'p/1', dropped: [], left_out_tokens: 12 },
}

test('what a model read says which one and by which prompt, and that a part of the page was left out', async () => {
  const { finishDescription, ends } = describing({ ...offer, body: '', reading })
  await finishDescription(done)
  expect(ends[0]?.[2]).toMatchObject({
    source: 'llm',
    model: { name: 'a-model', prompt_version: 'p/1', left_out_tokens: 12 },
    description: expect.stringContaining('(The page is very long: its end was not read.)'),
  })
})

test('where the model failed the extracted text is saved, with the reason', async () => {
  const { finishDescription, ends } = describing(offer)
  const failure = { code: 'budget_reached', params: { scope: 'user' } } as const
  await finishDescription({ ...done, outcome: { ...done.outcome, failure, retryAt: '2026-11-24T00:00:00Z' } })
  expect(ends[0]?.[2]).toMatchObject({ status: 'done', source: 'extracted', error: { ...failure, retry_at: '2026-11-24T00:00:00Z' } })
})

test.each([[undefined], [null]])('a page that has expired (%s) ends the record as failed', async (description) => {
  const { finishDescription, ends } = describing(description)
  expect(await finishDescription(done)).toEqual({ stored: true, status: 'failed' })
  expect(ends[0]?.[2]).toEqual({ status: 'failed', error: { code: 'timed_out', params: { reason: 'page_expired' }, retry_at: null } })
})

test('a failure is kept as its code and parameters, with when to try again', async () => {
  const { finishDescription, ends } = describing(undefined)
  const failure = { code: 'blocked', params: { status: 429 } } as const
  await finishDescription({ ...done, outcome: { status: 'failed', failure, retryAt: '2026-11-23T13:00:00Z' } })
  expect(ends[0]?.[2]).toEqual({ status: 'failed', error: { ...failure, retry_at: '2026-11-23T13:00:00Z' } })
})

test('an end that came too late says so', async () => {
  const { finishDescription } = describing(offer, false)
  expect(await finishDescription({ ...done, outcome: { status: 'not_an_offer' } })).toEqual({ stored: false, status: 'not_an_offer' })
})
