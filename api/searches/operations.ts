import { createRoute } from '@hono/zod-openapi'
import { NewSearch, Search, SearchUpdate } from '../../core/domain/search.ts'
import { bearer, bodyProblems, created, json, listed, problems, versioned } from '../http/operation.ts'
import { IdempotencyKey, IdParameter, IfMatch } from '../http/parameters.ts'
import { ListParameters } from './list-parameters.ts'

const tags = ['searches']
const params = IdParameter

export const list = createRoute({
  operationId: 'listSearches',
  method: 'get',
  path: '/',
  tags,
  summary: 'Your saved searches, newest first',
  security: bearer,
  request: { query: ListParameters },
  responses: { 200: listed(Search, 'At most `limit` saved searches', 'X-Total-Count'), ...problems(401, 422) },
})

export const create = createRoute({
  operationId: 'createSearch',
  method: 'post',
  path: '/',
  tags,
  summary: 'A new saved search',
  security: bearer,
  request: { headers: IdempotencyKey, body: { ...json(NewSearch, 'The saved search'), required: true } },
  responses: { 201: created(Search, 'The saved search as stored'), ...problems(400, ...bodyProblems, 409) },
})

export const get = createRoute({
  operationId: 'getSearch',
  method: 'get',
  path: '/{id}',
  tags,
  summary: 'One of your saved searches',
  security: bearer,
  request: { params },
  responses: { 200: versioned(Search, 'The saved search, with its ETag'), ...problems(401, 404, 422) },
})

export const update = createRoute({
  operationId: 'updateSearch',
  method: 'put',
  path: '/{id}',
  tags,
  summary: 'Changes the fields that are given',
  security: bearer,
  request: {
    params,
    headers: IfMatch,
    body: { ...json(SearchUpdate, 'Any subset of the fields; read-only ones change nothing'), required: true },
  },
  responses: { 200: versioned(Search, 'The saved search as stored'), ...problems(400, ...bodyProblems, 404, 412) },
})

export const remove = createRoute({
  operationId: 'deleteSearch',
  method: 'delete',
  path: '/{id}',
  tags,
  summary: 'Deletes one of your saved searches',
  security: bearer,
  request: { params, headers: IfMatch },
  responses: { 204: { description: 'Deleted' }, ...problems(401, 404, 412, 422) },
})
