import { ApplicationFailure } from '@temporalio/common'
import { expect, test } from 'vitest'
import { AppError } from '../../core/errors.ts'
import { sourceFailure } from './source-failure.ts'

test('a catalogue to which others write all the time fails a page for now, and says so', () => {
  const failure = sourceFailure(new AppError('catalogue_busy', { params: { seconds: 60 } }))
  expect(failure).toBeInstanceOf(ApplicationFailure)
  expect(failure).toMatchObject({ type: 'interrupted', nonRetryable: false, message: expect.stringMatching(/writing to the catalogue for 60 s/) })
})
