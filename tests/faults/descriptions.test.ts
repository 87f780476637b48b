import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type InterruptedStack, startInterruptedStack } from '../support/interrupted-stack.ts'
import { endPrograms, startProgram } from '../support/processes.ts'
import { newRestClient } from '../support/rest-client.ts'

let stack: InterruptedStack

beforeAll(async () => {
  stack = await startInterruptedStack()
})
afterEach(endPrograms)
afterAll(() => stack?.stop())

test('an application created while Temporal is away is described once Temporal is back', async () => {
  await startProgram('api/main.ts', stack.environment)
  const client = await newRestClient(stack.api)
  const sent = performance.now()
  const response = await client.request('POST', '/applications', stack.offer('/away'))
  expect(performance.now() - sent).toBeLessThan(2_000)
  const application = (await response.json()) as { _id: string; description_status: string }
  expect([response.status, application.description_status]).toEqual([201, 'pending'])
  expect(await (await fetch(`${stack.api}/health/ready`)).json()).toMatchObject({ status: 'degraded', temporal: 'down' })

  const temporal = await stack.startTemporal()
  try {
    await startProgram('worker/main.ts', stack.environment)
    expect(await client.described(application._id)).toMatchObject({
      description_status: 'done',
      description_source: 'extracted',
      description: expect.stringContaining('chaînes de données'),
    })
    expect(stack.site.hits.filter((hit) => hit === 'GET /away')).toHaveLength(1)
  } finally {
    await temporal.stop()
  }
})

test('a worker killed while it fetches: the description comes anyway, once', async () => {
  const temporal = await stack.startTemporal()
  try {
    await startProgram('api/main.ts', stack.environment)
    const worker = await startProgram('worker/main.ts', stack.environment)
    const client = await newRestClient(stack.api)
    const { asked, release } = stack.hold()
    const { _id } = (await (await client.request('POST', '/applications', stack.offer('/held'))).json()) as { _id: string }
    await asked
    await worker.end('SIGKILL')
    release()
    await startProgram('worker/main.ts', stack.environment)
    expect(await client.described(_id)).toMatchObject({ description_status: 'done', description_source: 'extracted' })
    expect(await stack.runsOf(_id)).toEqual(['COMPLETED'])
  } finally {
    await temporal.stop()
  }
})

test('MongoDB away: a fast 503, liveness up, and all that was acknowledged is there afterwards', async () => {
  const program = await startProgram('api/main.ts', stack.environment)
  const client = await newRestClient(stack.api)
  const ledger: string[] = []
  for (let n = 0; n < 20; n++) {
    const response = await client.request('POST', '/applications', { company: `Acme ${n}`, position: 'Dev' })
    if (response.status === 201) ledger.push(((await response.json()) as { _id: string })._id)
  }
  expect(ledger).toHaveLength(20)
  await stack.killDatabase()
  const asked = performance.now()
  const refused = await client.request('GET', '/applications')
  expect([refused.status, refused.headers.get('Content-Type')]).toEqual([503, 'application/problem+json'])
  expect(performance.now() - asked).toBeLessThan(5_000)
  expect((await fetch(`${stack.api}/health/live`)).status).toBe(200)
  expect((await fetch(`${stack.api}/health/ready`)).status).toBe(503)

  await stack.startDatabase()
  const kept = (await (await client.request('GET', '/applications?limit=200')).json()) as { _id: string }[]
  expect(kept.map(({ _id }) => _id).sort()).toEqual(ledger.sort())
  expect(await program.end('SIGTERM')).toBe(0)
})
