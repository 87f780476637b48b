import { NewSearch, Search, SearchUpdate } from '../../core/domain/search.ts'
import { recordOperations } from '../http/record-operations.ts'
import { ListParameters } from './list-parameters.ts'

export const { list, create, get, update, remove } = recordOperations({
  tag: 'searches',
  ids: { one: 'Search', many: 'Searches' },
  named: { one: 'saved search', many: 'saved searches' },
  onCreate: 'At most 100 of them',
  schemas: { answered: Search, new: NewSearch, update: SearchUpdate, list: ListParameters },
})
