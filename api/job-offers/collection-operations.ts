import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { Collection, NewCollection, NewImport } from '../../core/domain/collection.ts'
import { accepted, bearer, bodyProblems, json, listed, problems } from '../http/operation.ts'
import { CursorParameter, Limit } from '../http/paging.ts'
import { IdempotencyKey, IdParameter } from '../http/parameters.ts'

const tags = ['job-offers']
const params = IdParameter
const LIVE_EVENTS = `event: collection
data: {"id":"6560f0c2a7b4c1d2e3f40551","status":"running","saved":12,"updated":1,"sources":[]}

`

export const collect = createRoute({
  operationId: 'collectJobOffers',
  method: 'post',
  path: '/collect',
  tags,
  summary: 'Collects offers into the catalogue in the background',
  description: 'Who asks for the same while it runs joins that run: it belongs to all of them. Follow it at its `Location`.',
  security: bearer,
  request: { headers: IdempotencyKey, body: { ...json(NewCollection, 'What to collect'), required: true } },
  responses: { 202: accepted(Collection, 'The run'), ...problems(400, ...bodyProblems, 409) },
})

export const importOffer = createRoute({
  operationId: 'importJobOffer',
  method: 'post',
  path: '/import',
  tags,
  summary: 'Takes one offer from its page into the catalogue, in the background',
  description:
    'The run’s `offer_id` is the offer, once it is there. Of a run that brought none the status is `failed`, and the `errors` of its source say why: `not_an_offer`, `list_of_offers` (give one of its offers, or the page as a source of a collection), `offer_closed`, or what kept the page away. Everybody sees the offer: of the address, the parameters that may be somebody’s key are left out. Follow the run at its `Location`.',
  security: bearer,
  request: { headers: IdempotencyKey, body: { ...json(NewImport, 'The offer’s address'), required: true } },
  responses: { 202: accepted(Collection, 'The run'), ...problems(400, ...bodyProblems, 409) },
})

export const list = createRoute({
  operationId: 'listCollections',
  method: 'get',
  path: '/collections',
  tags,
  summary: 'The collections that you asked for, newest first; for admins, everybody’s',
  security: bearer,
  request: { query: z.strictObject({ limit: Limit, cursor: CursorParameter.optional() }) },
  responses: { 200: listed(Collection, 'At most `limit` collections, without their pages', 'X-Total-Count'), ...problems(401, 422) },
})

export const get = createRoute({
  operationId: 'followCollection',
  method: 'get',
  path: '/collections/{id}',
  tags,
  summary: 'How a collection is coming along, by source; live with `Accept: text/event-stream`',
  security: bearer,
  request: { params },
  responses: {
    200: {
      content: {
        'application/json': { schema: Collection },
        'text/event-stream': {
          schema: z.string().meta({
            description: 'Events `collection`, each a Collection, until the run has ended; `gone` where you have left it',
            example: LIVE_EVENTS,
          }),
        },
      },
      description: 'The collection',
    },
    ...problems(401, 404, 422),
  },
})

export const leave = createRoute({
  operationId: 'leaveCollection',
  method: 'delete',
  path: '/collections/{id}',
  tags,
  summary: 'Takes you off a collection; its run ends when nobody is left',
  description: 'An admin who has not asked for it ends its run for everybody.',
  security: bearer,
  request: { params },
  responses: { 204: { description: 'You are off it' }, ...problems(401, 404, 422) },
})
