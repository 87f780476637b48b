import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../core/config.ts'
import { readCompose } from './support/compose.ts'

const services = Object.entries(readCompose().services)
const ADMIN_TOOLS = ['mongo-express', 'temporal-ui']

test.each(services)('22. What %s publishes is bound to 127.0.0.1', (_, { ports }) => {
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
})

test.each(services)('22. %s has no credentials of its own: they come from the environment', (_, { environment }) => {
  for (const [name, value] of Object.entries(environment).filter(([name]) => /PASSWORD|PWD|SECRET|API_KEY/.test(name)))
    expect([name, value]).toEqual([name, value === null ? null : expect.stringMatching(/^(\$\{[A-Z_]+(:\?[^}]+|-)\})?$/)])
})

test.each(ADMIN_TOOLS)('22. %s is started with the profile `admin` only', (name) => {
  expect(Object.fromEntries(services)[name]?.profiles).toEqual(['admin'])
})

test('22. No service runs in the host’s network or with all rights', () => {
  const { services: raw } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
    services: Record<string, Record<string, unknown>>
  }
  for (const service of Object.values(raw)) expect([service.network_mode, service.privileged]).toEqual([undefined, undefined])
})

test('22. Outside compose the API listens on 127.0.0.1, and trusts no proxy and no origin in production', () => {
  const { api } = readConfig({ ENVIRONMENT: 'production', SECRET_KEY: 'k'.repeat(48) })
  expect(api).toMatchObject({ host: '127.0.0.1', trustedProxies: [], corsOrigins: [] })
})
