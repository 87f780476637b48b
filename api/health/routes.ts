import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { json, resource } from '../http/operation.ts'
import { PROBLEM_ANSWERS } from '../http/problem-answers.ts'
import { answerProblem } from '../http/problems.ts'

const Part = z.enum(['up', 'down'])
const Readiness = z
  .object({
    status: z.enum(['ok', 'degraded']),
    mongodb: Part,
    temporal: Part,
    /** Milliseconds of a round trip; null: no answer. */
    latency_ms: z.object({ mongodb: z.number().nullable(), temporal: z.number().nullable() }),
  })
  .meta({ id: 'Readiness' })

const live = createRoute({
  operationId: 'isLive',
  method: 'get',
  path: '/live',
  tags: ['health'],
  summary: 'Whether the process is up',
  security: [],
  responses: { 200: json(z.object({ status: z.literal('ok') }), 'It is') },
})

const ready = createRoute({
  operationId: 'isReady',
  method: 'get',
  path: '/ready',
  tags: ['health'],
  summary: 'Whether requests can be served',
  security: [],
  responses: {
    200: json(Readiness, 'They can; with `"temporal": "down"` background work waits'),
    503: { ...PROBLEM_ANSWERS[503], description: 'MongoDB is away, or the process is stopping: which, the same fields say as in an answer 200' },
  },
})

/** Answers the milliseconds a part takes to answer; throws when it doesn't. */
export type Probe = () => Promise<number>

export interface HealthRouteDependencies {
  mongodb: Probe
  temporal: Probe
  /** True once the process has begun to stop: it drains, and takes nothing new. */
  stopping: () => boolean
}

/** `/health`: for probes and people. */
export function healthRoutes({ mongodb, temporal, stopping }: HealthRouteDependencies) {
  return resource()
    .openapi(live, (c) => c.json({ status: 'ok' as const }, 200))
    .openapi(ready, async (c) => {
      const [mongodbMs, temporalMs] = await Promise.all([answerTime(mongodb), answerTime(temporal)])
      const latency_ms = { mongodb: mongodbMs, temporal: temporalMs }
      const parts = { mongodb: partOf(mongodbMs), temporal: partOf(temporalMs), latency_ms }
      c.header('Cache-Control', 'no-store')
      if (mongodbMs === null || stopping()) return answerProblem(c, new AppError('database_unavailable'), parts) as never
      return c.json({ status: temporalMs === null ? ('degraded' as const) : ('ok' as const), ...parts }, 200)
    })
}

const partOf = (ms: number | null) => (ms === null ? ('down' as const) : ('up' as const))

async function answerTime(probe: Probe): Promise<number | null> {
  try {
    return Math.round((await probe()) * 10) / 10
  } catch {
    return null
  }
}
