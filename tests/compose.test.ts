import { existsSync, globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { CONFIG_VARIABLES } from '../core/config.ts'
import { API_ENVIRONMENT, API_FLAGS } from '../stack/api-memory.ts'
import { MONGODB_VERSION } from '../stack/find-mongodb.ts'
import { readCompose } from './support/compose.ts'

const { services, volumes } = readCompose()
const dockerfile = readFileSync('Dockerfile', 'utf8')
const all = Object.entries(services)
const service = (name: string) => services[name] ?? expect.fail(`there is no service ${name}`)
const inProfile = (profile: string) => all.filter(([, { profiles }]) => profiles.includes(profile)).map(([name]) => name)
const runsOnce = ['temporal-schema', 'temporal-namespace']

/** A service and all that it waits for, however far away: what `docker compose up <name>` starts. */
function started(name: string): string[] {
  return [name, ...Object.keys(service(name).depends_on).flatMap(started)]
}

test('the services are those of the design', () => {
  const expected = ['mongodb', 'mongo-express', 'postgres', 'temporal-schema', 'temporal', 'temporal-namespace', 'temporal-ui', 'api', 'worker']
  expect(Object.keys(services).sort()).toEqual(expected.sort())
})

test.each(all)('%s has an image of an exact version', (_, { image }) => {
  expect(image).toMatch(/^[a-z0-9./-]+:\d+\.\d+(\.\d+)?$/)
})

test('what must agree with the rest of the repository does', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(service('mongodb').image).toBe(`mongo:${MONGODB_VERSION}`)
  expect(service('api').image).toBe(`job-tracker-api:${manifest.version}`)
  expect(service('worker').image).toBe(`job-tracker-worker:${manifest.version}`)
  for (const [name, value] of Object.entries(API_ENVIRONMENT)) expect(dockerfile).toContain(`ENV ${name}=${value}\n`)
  expect(dockerfile).toContain(`CMD ${JSON.stringify(['node', ...API_FLAGS, 'api/main.ts']).replaceAll(',', ', ')}\n`)
  expect(dockerfile).toMatch(new RegExp(`^FROM node:${manifest.devDependencies.node.replaceAll('.', '\\.')}-slim AS base$`, 'm'))
})

test.each(all.filter(([name]) => !runsOnce.includes(name)))(
  '%s says whether it is well, and is started again',
  (_, { healthcheck, build, restart }) => {
    const inImage = build && dockerfile.split(/^FROM /m).some((stage) => stage.includes(`AS ${build.target}\n`) && stage.includes('HEALTHCHECK'))
    expect(healthcheck ?? inImage).toBeTruthy()
    expect(restart).toBe('unless-stopped')
  },
)

test.each(all)('what %s waits for exists, and is waited for until it is ready', (_, { depends_on }) => {
  for (const [name, { condition }] of Object.entries(depends_on)) {
    expect(condition).toBe(runsOnce.includes(name) ? 'service_completed_successfully' : 'service_healthy')
    expect(service(name).profiles).toEqual([])
  }
})

test('the API and MongoDB do for CRUD: nothing else is started, and nothing else must be configured', () => {
  expect(new Set([...started('api'), ...started('mongodb')])).toEqual(new Set(['api', 'mongodb']))
  const required = readFileSync('docker-compose.yml', 'utf8').matchAll(/(?<!\$)\$\{([A-Z_]+):\?/g)
  expect(new Set(Array.from(required, ([, name]) => name))).toEqual(new Set(['SECRET_KEY', 'MONGO_PASSWORD']))
})

test('the worker waits for the namespace, and so for the schema and PostgreSQL', () => {
  expect(new Set(started('worker'))).toEqual(new Set(['worker', 'mongodb', 'temporal-namespace', 'temporal', 'temporal-schema', 'postgres']))
})

test.each(all)('%s publishes its ports on this host only', (_, { ports }) => {
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:[^:]*(\$\{[A-Z_]+:-\d+\})?:\d+$/)
})

test('metrics are told inside the network, and published nowhere', () => {
  for (const [name, port, variable] of [
    ['api', '9464', 'API_METRICS_PORT'],
    ['worker', '9465', 'WORKER_METRICS_PORT'],
  ] as const) {
    expect(service(name)).toMatchObject({ expose: [port], environment: { METRICS_HOST: '0.0.0.0', [variable]: port } })
    expect(service(name).ports.join()).not.toContain(port)
  }
})

test('histories are kept as long as one variable says, also in a namespace that exists', () => {
  const { services: raw } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true })
  const { environment, command } = raw['temporal-namespace']
  expect(environment.TEMPORAL_RETENTION_DAYS).toMatch(/^\$\{TEMPORAL_RETENTION_DAYS:-\d+\}$/)
  expect(command.join('\n')).toMatch(/namespace update .*--retention "\$\$\{TEMPORAL_RETENTION_DAYS\}d"/)
})

test('PostgreSQL is published nowhere', () => {
  expect(service('postgres').ports).toEqual([])
})

test('no two services publish the same port', () => {
  const published = all.flatMap(([, { ports }]) => ports.map((port) => port.replace(/:\d+$/, '')))
  expect(new Set(published).size).toBe(published.length)
})

test.each(all)('%s has no default password', (_, { environment }) => {
  const secrets = Object.entries(environment).filter(([name]) => /PASSWORD|PWD|SECRET/.test(name))
  for (const [, value] of secrets) expect(value).toMatch(/^\$\{[A-Z_]+(:\?[^}]+|-)\}$/)
})

test('Mongo Express, whose image knows a default password, refuses to start without one', () => {
  const { services: raw } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true })
  expect(raw['mongo-express'].entrypoint.join('\n')).toMatch(/ME_CONFIG_BASICAUTH_USERNAME:\?.*ME_CONFIG_BASICAUTH_PASSWORD:\?/)
})

test('the admin tools are behind a profile, the rest is not', () => {
  expect(inProfile('admin').sort()).toEqual(['mongo-express', 'temporal-ui'])
  expect(all.filter(([, { profiles }]) => profiles.length > 0)).toHaveLength(2)
})

test('data lives in named volumes, the other mounts are files of the repository that nothing may write', () => {
  const mounts = all.flatMap(([, { volumes: mounted }]) => mounted)
  const named = mounts.filter((mount) => !mount.startsWith('./'))
  expect(named.map((mount) => mount.split(':')[0]).sort()).toEqual(Object.keys(volumes).sort())
  for (const mount of mounts.filter((each) => each.startsWith('./'))) {
    expect(mount).toMatch(/:ro$/)
    expect(existsSync(mount.split(':')[0] ?? '')).toBe(true)
  }
})

test.each(['api', 'worker'])('%s gets only variables that it reads', (name) => {
  expect(CONFIG_VARIABLES).toEqual(expect.arrayContaining(Object.keys(service(name).environment)))
})

/** What is settled by the file itself or by another of its services, or is for elsewhere: Temporal Cloud and clusters (docs/scaling.md), the demo, tests. */
const SETTLED = [
  ...['DATA_DIR', 'MONGODB_URI', 'TEMPORAL_API_KEY', 'TEMPORAL_TLS_CERT', 'TEMPORAL_TLS_KEY', 'TEMPORAL_TLS_CA', 'TEMPORAL_TLS_SERVER_NAME'],
  ...['TEMPORAL_RETENTION_DAYS', 'CRAWL_ALLOW_HOSTS', 'CHROMIUM_PATH', 'DEMO_PORT'],
]

test('whatever can be configured can be set in .env', () => {
  const passed = ['api', 'worker'].flatMap((name) => Object.keys(service(name).environment))
  expect(CONFIG_VARIABLES.filter((variable) => !passed.includes(variable)).sort()).toEqual(SETTLED.sort())
})

test("the browser's sandbox has the system calls it needs, and the containers no more rights than that", () => {
  const profile = service('worker').security_opt.find((option) => option.startsWith('seccomp='))
  const { syscalls } = JSON.parse(readFileSync(profile?.slice('seccomp='.length) ?? '', 'utf8')) as { syscalls: { names: string[] }[] }
  const refused = syscalls.flatMap(({ names }) => names)
  expect(refused).toEqual(expect.arrayContaining(['bpf', 'mount', 'keyctl']))
  expect(refused.filter((call) => ['clone', 'clone3', 'unshare', 'setns', 'chroot'].includes(call))).toEqual([])
  for (const name of ['api', 'worker']) expect(service(name).security_opt).toContain('no-new-privileges:true')
})

test('the images run as an unprivileged user, from folders that are let in', () => {
  const stages = dockerfile.split(/^FROM /m).filter((stage) => /AS (api|worker)\n/.test(stage))
  for (const stage of stages) expect(stage).toMatch(/^USER node$/m)
  const letIn = readFileSync('.dockerignore', 'utf8')
    .match(/^!.+$/gm)
    ?.map((line) => line.slice(1))
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) => sources?.split(' ') ?? [])
  expect(letIn).toEqual(expect.arrayContaining(copied))
})

test('the images, which leave devDependencies out, have every package that their code imports', () => {
  const sources = globSync('{api,activities,core,worker,workflows}/**/*.ts').filter((file) => !file.endsWith('.test.ts'))
  const imports = sources.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/(?:from|import|import\(|resolve\() ?'((?:@[\w-]+\/)?[\w.-]+)/g)])
  const packages = imports.map(([, name]) => name ?? '').filter((name) => /^[@a-z]/.test(name) && name !== 'node')
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(packages.length).toBeGreaterThan(20)
  expect(Object.keys(dependencies)).toEqual(expect.arrayContaining([...new Set(packages)]))
})
