import { expect, test } from 'vitest'
import { DESCRIPTION_ERROR_CODES, type DescriptionErrorCode } from '../../core/domain/application-rules.ts'
import { answeredError } from './description-errors.ts'

const said = (code: DescriptionErrorCode, params: Record<string, string | number>) => answeredError({ code, params, retry_at: null }, 'en')?.detail

test.each(DESCRIPTION_ERROR_CODES)('%s has a sentence in both languages', (code) => {
  const [french, english] = (['fr', 'en'] as const).map((language) => answeredError({ code, params: {}, retry_at: null }, language)?.detail)
  for (const sentence of [french, english]) expect(sentence).toMatch(/^\p{Lu}.{15,}\.$/u)
  expect(french).not.toBe(english)
})

test('what is known of a failure makes its sentence more exact', () => {
  expect(said('blocked', { status: 429, retry_after_s: 3_600 })).toBe('The site asks to wait 60 min: ask for the description again then.')
  expect(said('fetch_refused', { reason: 'not_a_page', content_type: 'application/pdf' })).toContain('(application/pdf)')
  expect(said('timed_out', { reason: 'cancelled' })).toContain('stopped')
  expect(said('timed_out', { reason: 'model' })).toContain('The model did not answer')
  expect(said('model_unavailable', { attempt: 2 })).toContain('by itself')
  expect(said('refused', { reason: 'untrusted' })).toContain('does not match')
  expect(said('budget_reached', { scope: 'total' })).toContain('The common budget')
  expect(said('budget_reached', { scope: 'user' })).toContain('Your budget')
})
