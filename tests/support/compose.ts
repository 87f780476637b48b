import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const Service = z.object({
  image: z.string(),
  profiles: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  build: z.object({ context: z.string(), target: z.string() }).optional(),
  security_opt: z.array(z.string()).default([]),
  restart: z.string(),
  expose: z.array(z.string()).default([]),
  logging: z.object({ driver: z.literal('json-file'), options: z.object({ 'max-size': z.string(), 'max-file': z.string() }) }),
})
const Compose = z.object({ services: z.record(z.string(), Service), volumes: z.record(z.string(), z.null()) })

const source = readFileSync('docker-compose.yml', 'utf8')

/** docker-compose.yml as it reads, merge keys resolved, variables not yet put in. */
export const readCompose = () => Compose.parse(parse(source, { merge: true }))

/** The variables that the file takes from the shell or `.env`: in `${NAME…}`, or by a name without a value. */
export function composeVariables(): string[] {
  const interpolated = [...source.matchAll(/(?<!\$)\$\{([A-Z][A-Z0-9_]*)/g)].map(([, name]) => name as string)
  const passed = Object.values(readCompose().services).flatMap(({ environment }) =>
    Object.entries(environment).flatMap(([name, value]) => (value === null ? [name] : [])),
  )
  return [...new Set([...interpolated, ...passed])]
}
