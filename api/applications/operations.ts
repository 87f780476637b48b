import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { Application, ApplicationUpdate, DescriptionProgress, NewApplication, Note } from '../../core/domain/application.ts'
import { accepted, bearer, bodyProblems, json, problems, versioned } from '../http/operation.ts'
import { IdempotencyKey, IdParameter } from '../http/parameters.ts'
import { recordOperations } from '../http/record-operations.ts'
import { ListParameters } from './list-parameters.ts'

const tags = ['applications']
const params = IdParameter
const LIVE_EVENTS = `event: description
data: {"status":"running","source":null,"step":"fetching","started_at":"2026-11-23T09:30:00.000Z","updated_at":"2026-11-23T09:30:01.000Z","error":null}

`
const NewNote = z.strictObject({ note: Note }).meta({ id: 'NewNote', example: { note: 'Relancer lundi' } })

export const { list, create, get, update, remove } = recordOperations({
  tag: 'applications',
  ids: { one: 'Application', many: 'Applications' },
  named: { one: 'application', many: 'applications' },
  schemas: { answered: Application, new: NewApplication, update: ApplicationUpdate, list: ListParameters },
  headers: ['X-Search-Stopped-Early'],
  onCreate: 'A `url` without a `description` is described in the background: the answer does not wait for it.',
})

export const addNote = createRoute({
  operationId: 'addNote',
  method: 'post',
  path: '/{id}/notes',
  tags,
  summary: 'Adds a note',
  security: bearer,
  request: { params, headers: IdempotencyKey, body: { ...json(NewNote, 'The note'), required: true } },
  responses: { 200: versioned(Application, 'The whole application'), ...problems(400, ...bodyProblems, 404, 409) },
})

export const describe = createRoute({
  operationId: 'describeApplication',
  method: 'post',
  path: '/{id}/description',
  tags,
  summary: 'Generates the description again',
  security: bearer,
  request: { params },
  responses: { 202: accepted(DescriptionProgress, 'Asked for; follow it at the same address'), ...problems(401, 404, 409, 422) },
})

export const clearDescription = createRoute({
  operationId: 'clearDescription',
  method: 'delete',
  path: '/{id}/description',
  tags,
  summary: 'Clears the description, whoever wrote it',
  security: bearer,
  request: { params },
  responses: { 204: { description: 'Cleared' }, ...problems(401, 404, 422) },
})

export const descriptionProgress = createRoute({
  operationId: 'followDescription',
  method: 'get',
  path: '/{id}/description',
  tags,
  summary: 'How the description is coming along; live with `Accept: text/event-stream`',
  security: bearer,
  request: { params },
  responses: {
    200: {
      content: {
        'application/json': { schema: DescriptionProgress },
        'text/event-stream': {
          schema: z.string().meta({
            description: 'Events `description`, each a DescriptionProgress, until the generation has ended; `gone` where the application was deleted',
            example: LIVE_EVENTS,
          }),
        },
      },
      description: 'The progress',
    },
    ...problems(401, 404, 422),
  },
})
