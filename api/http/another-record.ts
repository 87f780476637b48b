import { AppError } from '../../core/errors.ts'

interface GivenIds {
  _id?: string | undefined
  id?: string | undefined
  user_id?: string | undefined
}

/**
 * Refuses a body that was read from another record: it is a mistake, whatever else it says.
 * @throws AppError validation_failed naming each strange id
 */
export function refuseAnotherRecord({ _id, id, user_id }: GivenIds, recordId: string, userId?: string): void {
  const strange = [
    { path: '_id', given: _id, expected: recordId },
    { path: 'id', given: id, expected: recordId },
    { path: 'user_id', given: user_id, expected: userId },
  ].filter(({ given, expected }) => given !== undefined && given !== expected)
  if (strange.length > 0) throw new AppError('validation_failed', { errors: strange.map(({ path }) => ({ path, message: 'another_record' })) })
}
