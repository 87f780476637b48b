import { createRoute } from '@hono/zod-openapi'
import { NewTask, Task, TaskUpdate } from '../../core/domain/task.ts'
import { bearer, bodyProblems, created, json, listed, problems, versioned } from '../http/operation.ts'
import { IdempotencyKey, IdParameter, IfMatch } from '../http/parameters.ts'
import { ListParameters } from './list-parameters.ts'

const tags = ['tasks']
const params = IdParameter

export const list = createRoute({
  operationId: 'listTasks',
  method: 'get',
  path: '/',
  tags,
  summary: 'Your tasks, newest first unless sorted otherwise',
  security: bearer,
  request: { query: ListParameters },
  responses: { 200: listed(Task, 'At most `limit` tasks', 'X-Total-Count'), ...problems(401, 422) },
})

export const create = createRoute({
  operationId: 'createTask',
  method: 'post',
  path: '/',
  tags,
  summary: 'A new task',
  security: bearer,
  request: { headers: IdempotencyKey, body: { ...json(NewTask, 'The task'), required: true } },
  responses: { 201: created(Task, 'The task as stored'), ...problems(400, ...bodyProblems, 409) },
})

export const get = createRoute({
  operationId: 'getTask',
  method: 'get',
  path: '/{id}',
  tags,
  summary: 'One of your tasks',
  security: bearer,
  request: { params },
  responses: { 200: versioned(Task, 'The task, with its ETag'), ...problems(401, 404, 422) },
})

export const update = createRoute({
  operationId: 'updateTask',
  method: 'put',
  path: '/{id}',
  tags,
  summary: 'Changes the fields that are given',
  security: bearer,
  request: {
    params,
    headers: IfMatch,
    body: { ...json(TaskUpdate, 'Any subset of the fields; read-only ones change nothing'), required: true },
  },
  responses: { 200: versioned(Task, 'The task as stored'), ...problems(400, ...bodyProblems, 404, 412) },
})

export const remove = createRoute({
  operationId: 'deleteTask',
  method: 'delete',
  path: '/{id}',
  tags,
  summary: 'Deletes one of your tasks',
  security: bearer,
  request: { params, headers: IfMatch },
  responses: { 204: { description: 'Deleted' }, ...problems(401, 404, 412, 422) },
})
