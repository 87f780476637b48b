import { NewTask, Task, TaskUpdate } from '../../core/domain/task.ts'
import { recordOperations } from '../http/record-operations.ts'
import { ListParameters } from './list-parameters.ts'

export const { list, create, get, update, remove } = recordOperations({
  tag: 'tasks',
  ids: { one: 'Task', many: 'Tasks' },
  named: { one: 'task', many: 'tasks' },
  schemas: { answered: Task, new: NewTask, update: TaskUpdate, list: ListParameters },
})
