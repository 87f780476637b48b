import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { ModelUsage } from '../../core/domain/model-usage.ts'
import { NewUserWithRole, User } from '../../core/domain/user.ts'
import { UserUpdate } from '../../core/domain/user-update.ts'
import { bearer, bodyProblems, created, json, listed, problems, versioned } from '../http/operation.ts'
import { CursorParameter, Limit } from '../http/paging.ts'
import { IdempotencyKey, IdParameter, IfMatch } from '../http/parameters.ts'

const tags = ['users']
const params = IdParameter

const ListParameters = z.strictObject({
  q: z.string().max(200).optional().meta({
    description: 'Words that username, e-mail or full name must have; each may be the beginning of one',
    example: 'camille',
  }),
  limit: Limit,
  cursor: CursorParameter.optional(),
})

export const list = createRoute({
  operationId: 'listUsers',
  method: 'get',
  path: '/',
  tags,
  summary: 'All users, newest first; for admins',
  security: bearer,
  request: { query: ListParameters },
  responses: {
    200: listed(User, 'At most `limit` users', 'X-Total-Count', 'X-Search-Stopped-Early'),
    ...problems(401, 403, 422),
  },
})

export const create = createRoute({
  operationId: 'createUser',
  method: 'post',
  path: '/',
  tags,
  summary: 'A new user, with a role; for admins',
  security: bearer,
  request: { headers: IdempotencyKey, body: { ...json(NewUserWithRole, 'The account'), required: true } },
  responses: { 201: created(User, 'The new user'), ...problems(400, ...bodyProblems, 403, 409) },
})

export const get = createRoute({
  operationId: 'getUser',
  method: 'get',
  path: '/{id}',
  tags,
  summary: 'Yourself; for admins, anyone',
  security: bearer,
  request: { params },
  responses: { 200: versioned(User, 'The user, with the ETag'), ...problems(401, 404, 422) },
})

export const usage = createRoute({
  operationId: 'getModelUsage',
  method: 'get',
  path: '/{id}/usage',
  tags,
  summary: 'What your descriptions cost; for admins, anyone’s',
  description:
    'Tokens of the language model, by day (UTC), and what is left of today’s budget. An answer that was there already, for whoever asked first, costs ' +
    'nothing and counts as `reused`. What runs at the moment counts with the most that it may cost.',
  security: bearer,
  request: { params },
  responses: { 200: json(ModelUsage, 'Today, and the last 30 days'), ...problems(401, 404, 422) },
})

export const update = createRoute({
  operationId: 'updateUser',
  method: 'put',
  path: '/{id}',
  tags,
  summary: 'Changes the fields that are given',
  description: 'Of yourself; for admins, of anyone, `role` and `disabled` too. The password is changed by `POST /auth/change-password`.',
  security: bearer,
  request: {
    params,
    headers: IfMatch,
    body: { ...json(UserUpdate, 'Any subset of the fields; read-only ones change nothing'), required: true },
  },
  responses: { 200: versioned(User, 'The user as stored'), ...problems(400, ...bodyProblems, 403, 404, 409, 412) },
})
