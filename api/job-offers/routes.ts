import { z } from 'zod'
import type { ApplicationRepository } from '../../core/db/application-repository.ts'
import type { CatalogueRepository } from '../../core/db/catalogue-repository.ts'
import type { IdempotencyRepository } from '../../core/db/idempotency-repository.ts'
import type { JobOfferRepository } from '../../core/db/job-offer-repository.ts'
import { NewApplication } from '../../core/domain/application.ts'
import { readInstant } from '../../core/domain/instant-rules.ts'
import { applicationFrom } from '../../core/domain/job-offer-rules.ts'
import { AppError } from '../../core/errors.ts'
import { isForbiddenTarget } from '../../core/net/public-address.ts'
import { localisedApplication } from '../applications/description-errors.ts'
import type { DescriptionStarter } from '../applications/routes.ts'
import { startDescribing } from '../applications/start-describing.ts'
import { type AccessChecker, authenticated } from '../http/authenticate.ts'
import type { ApiContext } from '../http/environment.ts'
import { etagOf } from '../http/etag.ts'
import { idempotent } from '../http/idempotency.ts'
import { say, type Text } from '../http/messages.ts'
import { resource } from '../http/operation.ts'
import { linkNext } from '../http/paging.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import { startOf } from '../http/sorting.ts'
import { refuseInvalid } from '../http/validation.ts'
import { ORDER } from './list-parameters.ts'
import * as operation from './operations.ts'

export interface JobOfferRouteDependencies {
  offers: JobOfferRepository
  catalogue: Pick<CatalogueRepository, 'splitDouble' | 'listings'>
  applications: Pick<ApplicationRepository, 'create'>
  keys: IdempotencyRepository
  authentication: AccessChecker
  starter: DescriptionStarter
  limits: RateLimits
  /** `host:port` pairs that may be fetched although they are local. */
  allowHosts: readonly string[]
  /** Whether a language model writes descriptions. */
  hasModel: boolean
  now: () => Date
}

const HIDDEN: Text = { fr: 'Cette offre ne vous sera plus proposée.', en: 'This offer will not be shown to you any more.' }
const PURGED: Text = { fr: 'Cette offre a été supprimée pour tout le monde.', en: 'This offer was deleted for everybody.' }

/** `/job-offers`: one catalogue that all users share, each without what they hid. */
export function jobOfferRoutes({
  offers,
  catalogue,
  applications,
  keys,
  authentication,
  starter,
  limits,
  allowHosts,
  now,
  hasModel,
}: JobOfferRouteDependencies) {
  const routes = resource()
  routes.use('*', authenticated(authentication))
  routes.post('/:id/apply', idempotent({ keys, now }))

  return routes
    .openapi(operation.list, async (c) => {
      const { limit, skip = 0, cursor, ...filter } = c.req.valid('query')
      const page = await offers.list(c.var.user.id, filter, startOf(cursor, ORDER, isInstant), skip, limit)
      linkNext(c, page.end && { order: ORDER, ...page.end })
      if (page.stoppedEarly) c.header('X-Search-Stopped-Early', 'true')
      return c.json(page.offers, 200)
    })
    .openapi(operation.count, async (c) => {
      const { total, capped, stoppedEarly } = await offers.count(c.var.user.id, c.req.valid('query'))
      if (stoppedEarly) c.header('X-Search-Stopped-Early', 'true')
      return c.json({ total, capped }, 200)
    })
    .openapi(operation.summary, async (c) => c.json(await offers.summary(now()), 200))
    .openapi(operation.get, async (c) => {
      const { offer, version } = await offers.get(c.req.valid('param').id)
      c.header('ETag', etagOf(version))
      return c.json(offer, 200)
    })
    .openapi(operation.remove, async (c) => {
      const { id } = c.req.valid('param')
      const { purge = false } = c.req.valid('query')
      if (purge && c.var.user.role !== 'admin') throw new AppError('forbidden')
      await (purge ? offers.purge(id) : offers.hide(c.var.user.id, id, now()))
      return c.json({ message: say(purge ? PURGED : HIDDEN, c.var.language) }, 200)
    })
    .openapi(operation.apply, async (c) => {
      await refuseFields(c)
      const { offer, mergedIds } = await offers.get(c.req.valid('param').id)
      const { description, ...fields } = applicationFrom(offer, (url) => !isForbiddenTarget(url, allowHosts))
      // Nobody else pays for an offer's description than who applies to it, or asks.
      const isToBeDescribed = fields.url !== null && (hasModel || description === null)
      if (isToBeDescribed) await limits.take(c, 'background')
      const applied = { id: offer.id, mergedIds, description, isToBeDescribed }
      const created = await applications.create(c.var.user.id, c.var.creation.recordId, NewApplication.parse(fields), now(), applied)
      if (created.describe) startDescribing(c, starter, created.application)
      c.header('Location', `/applications/${created.application.id}`)
      c.header('ETag', etagOf(created.version))
      return c.json(localisedApplication(created.application, c.var.language), 201)
    })
    .openapi(operation.listings, async (c) => {
      if (c.var.user.role !== 'admin') throw new AppError('forbidden')
      return c.json(await catalogue.listings(c.req.valid('param').id), 200)
    })
    .openapi(operation.split, async (c) => {
      if (c.var.user.role !== 'admin') throw new AppError('forbidden')
      const id = await catalogue.splitDouble(c.req.valid('param').id, c.req.valid('json').url, now())
      if (id === null) throw new AppError('validation_failed', { errors: [{ path: 'url', message: 'no_double' }] })
      const { offer, version } = await offers.get(id)
      c.header('Location', `/job-offers/${offer.id}`)
      c.header('ETag', etagOf(version))
      return c.json(offer, 201)
    })
}

const isInstant = (value: string) => readInstant(value) !== undefined

const NoFields = z.strictObject({})

/** A body has nothing to say here: today's clients send none, `{}` or `null`, with or without a Content-Type. */
async function refuseFields(c: ApiContext): Promise<void> {
  const text = (await c.req.text()).trim()
  if (text === '' || text === 'null') return
  refuseInvalid({ target: 'json', ...NoFields.safeParse(parsed(text)) } as Parameters<typeof refuseInvalid>[0], c)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('malformed_body', { cause })
  }
}
