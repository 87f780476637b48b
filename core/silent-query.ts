import { saysNothing } from './domain/query-rules.ts'
import { AppError } from './errors.ts'

/** @throws AppError query_says_nothing of a query that would ask for every offer there is */
export function refuseSilentQuery(asked: Parameters<typeof saysNothing>[0]): void {
  if (saysNothing(asked)) throw new AppError('query_says_nothing', { errors: [{ path: 'query', message: 'says_nothing' }] })
}
