import { createRoute } from '@hono/zod-openapi'
import type { z } from 'zod'
import { bearer, bodyProblems, created, json, listed, problems, versioned } from './operation.ts'
import { IdempotencyKey, IdParameter, IfMatch } from './parameters.ts'

/**
 * The five operations of a resource whose records each belong to one user: list, create, get, update, remove.
 * @param named of one record and of several, as operation ids and as summaries say it: `Task`, `task`
 * @param onCreate what else a create does
 * @param headers that its list has beside `Link` and `X-Total-Count`
 */
export function recordOperations<Answered extends z.ZodType, New extends z.ZodType, Update extends z.ZodType, List extends z.ZodObject>({
  tag,
  ids,
  named,
  schemas,
  headers = [],
  onCreate,
}: {
  tag: string
  ids: { one: string; many: string }
  named: { one: string; many: string }
  schemas: { answered: Answered; new: New; update: Update; list: List }
  headers?: 'X-Search-Stopped-Early'[]
  onCreate?: string
}) {
  const tags = [tag]
  const params = IdParameter

  return {
    list: createRoute({
      operationId: `list${ids.many}`,
      method: 'get',
      path: '/',
      tags,
      summary: `Your ${named.many}`,
      security: bearer,
      request: { query: schemas.list },
      responses: { 200: listed(schemas.answered, `At most \`limit\` ${named.many}`, 'X-Total-Count', ...headers), ...problems(401, 422) },
    }),

    create: createRoute({
      operationId: `create${ids.one}`,
      method: 'post',
      path: '/',
      tags,
      summary: `A new ${named.one}`,
      ...(onCreate && { description: onCreate }),
      security: bearer,
      request: { headers: IdempotencyKey, body: { ...json(schemas.new, `The ${named.one}`), required: true } },
      responses: { 201: created(schemas.answered, `The ${named.one} as stored`), ...problems(400, ...bodyProblems, 409) },
    }),

    get: createRoute({
      operationId: `get${ids.one}`,
      method: 'get',
      path: '/{id}',
      tags,
      summary: `One of your ${named.many}`,
      security: bearer,
      request: { params },
      responses: { 200: versioned(schemas.answered, `The ${named.one}, with its ETag`), ...problems(401, 404, 422) },
    }),

    update: createRoute({
      operationId: `update${ids.one}`,
      method: 'put',
      path: '/{id}',
      tags,
      summary: 'Changes the fields that are given',
      security: bearer,
      request: {
        params,
        headers: IfMatch,
        body: { ...json(schemas.update, 'Any subset of the fields; read-only ones change nothing'), required: true },
      },
      responses: { 200: versioned(schemas.answered, `The ${named.one} as stored`), ...problems(400, ...bodyProblems, 404, 412) },
    }),

    remove: createRoute({
      operationId: `delete${ids.one}`,
      method: 'delete',
      path: '/{id}',
      tags,
      summary: `Deletes one of your ${named.many}`,
      security: bearer,
      request: { params, headers: IfMatch },
      responses: { 204: { description: 'Deleted' }, ...problems(401, 404, 412, 422) },
    }),
  }
}
