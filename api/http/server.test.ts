import { Agent, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { drained, startServer } from './server.ts'

/** A server whose answers wait for `release`, and a client that keeps its connections. */
async function held() {
  let stopping = false
  let arrived = 0
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const fetch = async () => {
    arrived++
    if (arrived === 3) asked.resolve()
    await released
    return new Response('done')
  }
  const server = startServer(fetch, { host: '127.0.0.1', port: 0, isStopping: () => stopping })
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true })
  const get = () =>
    new Promise<{ status: number | undefined; connection: string | undefined }>((resolve, reject) => {
      const sent = request({ port, host: '127.0.0.1', agent }, (response) => {
        response.resume().on('end', () => resolve({ status: response.statusCode, connection: response.headers.connection }))
      })
      sent.on('error', reject).end()
    })
  return { server, get, release, asked: asked.promise, agent, stop: () => (stopping = true) }
}

test('a stop answers what is under way, tells its clients to close, and takes nothing new', async () => {
  const { server, get, release, asked, stop, agent } = await held()
  const answers = [get(), get(), get()]
  await asked
  stop()
  const end = drained(server, 60_000)
  await expect(get()).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  release()
  for (const answer of await Promise.all(answers)) expect(answer).toEqual({ status: 200, connection: 'close' })
  await end
  agent.destroy()
})

test('without a stop, connections are kept', async () => {
  const { server, get, release, agent } = await held()
  release()
  expect(await get()).toEqual({ status: 200, connection: 'keep-alive' })
  const end = drained(server, 60_000)
  await end
  agent.destroy()
})

test('what is not answered in time is cut', async () => {
  const { server, get, asked, stop, agent } = await held()
  const answers = Promise.allSettled([get(), get(), get()])
  await asked
  stop()
  await drained(server, 100)
  for (const { status } of await answers) expect(status).toBe('rejected')
  agent.destroy()
})
