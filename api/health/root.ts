import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { json, resource } from '../http/operation.ts'

const About = z.object({ name: z.string(), version: z.string() }).meta({ id: 'About', example: { name: 'Job Tracker', version: '0.1.0' } })

const about = createRoute({
  operationId: 'about',
  method: 'get',
  path: '/',
  tags: ['health'],
  summary: 'Which service this is, and its version',
  security: [],
  responses: { 200: json(About, 'Name and version') },
})

/** `/`: for people who wonder what answers here. */
export const rootRoutes = (described: z.infer<typeof About>) => resource().openapi(about, (c) => c.json(described, 200))
