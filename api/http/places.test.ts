import { expect, test } from 'vitest'
import { createPlaces } from './places.ts'

test('each account has its own places, and gets each back once', () => {
  const take = createPlaces({ each: 2, retryAfterS: 7 })
  const [first] = [take('ada'), take('ada')]
  expect(() => take('ada')).toThrow(expect.objectContaining({ code: 'too_many_requests', params: { retry_after: 7 } }))
  take('bob')
  first?.()
  first?.()
  take('ada')
  expect(() => take('ada')).toThrow('too_many_requests')
})
