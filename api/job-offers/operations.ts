import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { Application } from '../../core/domain/application.ts'
import { HttpUrl } from '../../core/domain/fields.ts'
import { JobOffer, JobOfferListing, JobOfferSummary } from '../../core/domain/job-offer.ts'
import { bearer, bodyProblems, counted, created, json, listed, problems, versioned } from '../http/operation.ts'
import { IdempotencyKey, IdParameter } from '../http/parameters.ts'
import { CountParameters, ListParameters } from './list-parameters.ts'

const tags = ['job-offers']
const params = IdParameter

const JobOfferCount = z
  .object({ total: z.int(), capped: z.boolean().meta({ description: 'There are more than `total`' }) })
  .meta({ id: 'JobOfferCount', example: { total: 42, capped: false } })
const Removed = z.object({ message: z.string() }).meta({ id: 'Removed', example: { message: 'Cette offre ne vous sera plus proposée.' } })
const NotADouble = z
  .strictObject({ url: HttpUrl.meta({ description: 'Of the listing that is another opening: a `separable` one of the offer’s listings' }) })
  .meta({ id: 'NotADouble', example: { url: 'https://jobs.example.com/offers/42' } })

export const list = createRoute({
  operationId: 'listJobOffers',
  method: 'get',
  path: '/',
  tags,
  summary: 'The catalogue, newest first, without what you hid and the companies you blocked',
  security: bearer,
  request: { query: ListParameters },
  responses: { 200: listed(JobOffer, 'At most `limit` offers', 'X-Search-Stopped-Early'), ...problems(401, 422) },
})

export const count = createRoute({
  operationId: 'countJobOffers',
  method: 'get',
  path: '/count',
  tags,
  summary: 'How many offers the same filters have, as far as 10,000',
  security: bearer,
  request: { query: CountParameters },
  responses: { 200: counted(JobOfferCount, 'The number, and whether there are more'), ...problems(401, 422) },
})

export const summary = createRoute({
  operationId: 'summariseJobOffers',
  method: 'get',
  path: '/stats/summary',
  tags,
  summary: 'The catalogue in figures; sites, companies and cities of its newest 10,000 offers',
  security: bearer,
  responses: { 200: json(JobOfferSummary, 'The figures, at most a minute old'), ...problems(401) },
})

export const get = createRoute({
  operationId: 'getJobOffer',
  method: 'get',
  path: '/{id}',
  tags,
  summary: 'One offer; the id of a merged one answers with the one that stayed',
  security: bearer,
  request: { params },
  responses: { 200: versioned(JobOffer, 'The offer, with its ETag'), ...problems(401, 404, 422) },
})

export const remove = createRoute({
  operationId: 'hideJobOffer',
  method: 'delete',
  path: '/{id}',
  tags,
  summary: 'Hides the offer from you, for good; an admin deletes it for everybody with `purge`',
  security: bearer,
  request: {
    params,
    query: z.strictObject({ purge: z.stringbool().optional().meta({ description: 'Admins only: delete it for everybody', example: 'true' }) }),
  },
  responses: { 200: json(Removed, 'What was done'), ...problems(401, 403, 404, 422) },
})

export const apply = createRoute({
  operationId: 'applyToJobOffer',
  method: 'post',
  path: '/{id}/apply',
  tags,
  summary: 'An application of yours, filled from the offer; an offer without a text, or any where there is a model, is described in the background',
  security: bearer,
  request: { params, headers: IdempotencyKey },
  responses: { 201: created(Application, 'The application as stored'), ...problems(400, 401, 404, 409, 413, 422) },
})

export const listings = createRoute({
  operationId: 'listJobOfferListings',
  method: 'get',
  path: '/{id}/listings',
  tags,
  summary: 'Admins: the listings of an offer, and why each is taken for the same opening',
  description: '`alternative_urls` also hold where to apply, and other pages of one listing: only those that are `separable` here can be split off.',
  security: bearer,
  request: { params },
  responses: { 200: json(z.array(JobOfferListing), 'At most 40, the one whose word counts first'), ...problems(401, 403, 404, 422) },
})

export const split = createRoute({
  operationId: 'splitJobOffer',
  method: 'post',
  path: '/{id}/not-a-double',
  tags,
  summary: 'Admins: makes an offer of its own of a listing that was taken for a double, for good',
  security: bearer,
  request: { params, body: { ...json(NotADouble, 'Which listing'), required: true } },
  responses: { 201: created(JobOffer, 'The offer that was split off'), ...problems(400, ...bodyProblems, 403, 404) },
})
