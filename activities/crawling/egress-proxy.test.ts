import { createServer, request as httpRequest } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type LocalSite, startLocalSite } from '../../tests/support/local-site.ts'
import { createEgressProxy, type EgressProxy, type Resolve } from './egress-proxy.ts'

const log = pino({ level: 'silent' })
let site: LocalSite
const open: EgressProxy[] = []

beforeEach(async () => {
  site = await startLocalSite()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((proxy) => proxy.close()))
  await site.close()
})

/** A proxy for which the site's port is one of the web's: what is left to hold is the rule of addresses. */
async function proxyFor(options: { allowHosts?: string[]; resolve?: Resolve } = {}): Promise<URL> {
  const proxy = await createEgressProxy({ allowHosts: [], log, ports: [80, 443, site.port], ...options })
  open.push(proxy)
  return new URL(proxy.url)
}

const credentialsOf = (proxy: URL) => `Basic ${Buffer.from(`${proxy.username}:${proxy.password}`).toString('base64')}`

/** The status line of the proxy's answer to CONNECT. */
function connectStatus(proxy: URL, target: string, authorization = credentialsOf(proxy)): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(Number(proxy.port), '127.0.0.1', () => {
      socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nProxy-Authorization: ${authorization}\r\n\r\n`)
    })
    socket.once('data', (data) => {
      resolve(Number(data.toString().split(' ')[1]))
      socket.destroy()
    })
    socket.once('close', () => resolve(0))
    socket.once('error', reject)
  })
}

/** The status of a plain request by its absolute address. */
function plainStatus(proxy: URL, target: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'proxy-authorization': credentialsOf(proxy), host: 'example.com' }
    httpRequest({ host: '127.0.0.1', port: proxy.port, path: target, headers }, (response) => resolve(response.resume().statusCode ?? 0))
      .on('error', reject)
      .end()
  })
}

const hosts = [
  ...[
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '0',
    '0.0.0.0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
  ],
  ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '%31%32%37.0.0.1'],
]
test.each(hosts)('%s is refused, by tunnel and by plain request', async (host) => {
  const proxy = await proxyFor()
  expect([403, 400]).toContain(await connectStatus(proxy, `${host}:${site.port}`))
  expect([403, 400]).toContain(await plainStatus(proxy, `http://${host}:${site.port}/`))
  expect(site.hits).toEqual([])
})

test('a name is refused when any of its addresses is not public', async () => {
  const addresses: Record<string, string[]> = {
    'one.example': ['127.0.0.1'],
    'mixed.example': ['93.184.216.34', '10.0.0.1'],
    'six.example': ['::ffff:127.0.0.1'],
  }
  const proxy = await proxyFor({
    resolve: async (name) => (addresses[name] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  })
  for (const name of Object.keys(addresses)) expect(await connectStatus(proxy, `${name}:${site.port}`), name).toBe(403)
  expect(site.hits).toEqual([])
})

test('a name that does not exist gets the answer of a forbidden one', async () => {
  const proxy = await proxyFor({ resolve: async () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })) })
  expect(await connectStatus(proxy, 'nowhere.example:80')).toBe(403)
})

test('a name that changes its address after the check is not asked again', async () => {
  // 3ffe::/16 was given back in 2006 and leads nowhere; the second answer would be loopback.
  const answers = ['3ffe::1', '127.0.0.1']
  const proxy = await proxyFor({ resolve: async () => [{ address: answers.shift() as string, family: answers.length === 1 ? 6 : 4 }] })
  await Promise.race([connectStatus(proxy, `rebinding.example:${site.port}`), new Promise((resolve) => setTimeout(resolve, 300))])
  expect(answers).toEqual(['127.0.0.1'])
  expect(await plainStatus(proxy, `http://rebinding.example:${site.port}/`)).toBe(403)
  expect(site.hits).toEqual([])
})

// The name exists for `resolve` alone: whoever asks the system's DNS a second time gets nowhere.
test.each([
  ['a plain request', (proxy: URL, host: string) => plainStatus(proxy, `http://${host}/`)],
  ['a tunnel', connectStatus],
])('%s goes to the very address that was checked: the name is not resolved a second time', async (_way, statusOf) => {
  const host = `pinned.example:${site.port}`
  let asked = 0
  const resolve: Resolve = async () => {
    asked++
    return [{ address: '127.0.0.1', family: 4 }]
  }
  expect(await statusOf(await proxyFor({ allowHosts: [host], resolve }), host)).toBe(200)
  expect(asked).toBe(1)
})

test('a name of local networks is refused before it is resolved, whatever its address', async () => {
  let asked = 0
  const resolve: Resolve = async () => {
    asked++
    return [{ address: '3ffe::1', family: 6 }]
  }
  const proxy = await proxyFor({ resolve })
  for (const name of ['db.internal', 'printer.local', 'mongodb']) expect(await connectStatus(proxy, `${name}:80`), name).toBe(403)
  expect(asked).toBe(0)
})

test('DNS that cannot tell now is a 502, which may be tried again, not a refusal', async () => {
  const proxy = await proxyFor({ resolve: () => Promise.reject(Object.assign(new Error('try again'), { code: 'EAI_AGAIN' })) })
  expect(await plainStatus(proxy, 'http://jobs.example.com/')).toBe(502)
})

test("only the web's ports are reached", async () => {
  const proxy = await createEgressProxy({ allowHosts: [], log, resolve: async () => [{ address: '3ffe::1', family: 6 }] })
  open.push(proxy)
  for (const port of [22, 25, 3306, 6379, 8080, 27_017]) expect(await connectStatus(new URL(proxy.url), `public.example:${port}`)).toBe(403)
})

test('an exception is let through, by its own name alone', async () => {
  const proxy = await proxyFor({ allowHosts: [`127.0.0.1:${site.port}`] })
  expect(await plainStatus(proxy, `${site.url}/`)).toBe(200)
  expect(await connectStatus(proxy, `127.0.0.1:${site.port}`)).toBe(200)
  expect(await connectStatus(proxy, `localhost:${site.port}`)).toBe(403)
})

test('who does not know its credentials gets nothing, and sites never see them', async () => {
  const proxy = await proxyFor({ allowHosts: [`127.0.0.1:${site.port}`] })
  expect(await connectStatus(proxy, `127.0.0.1:${site.port}`, 'Basic bm86bm8=')).toBe(407)
  expect(site.hits).toEqual([])

  const seen: unknown[] = []
  const curious = createServer((request, response) => {
    seen.push(request.headers['proxy-authorization'])
    response.end()
  })
  await new Promise<void>((resolve) => curious.listen(0, '127.0.0.1', resolve))
  const { port } = curious.address() as AddressInfo
  await plainStatus(await proxyFor({ allowHosts: [`127.0.0.1:${port}`] }), `http://127.0.0.1:${port}/`)
  curious.closeAllConnections()
  curious.close()
  expect(seen).toEqual([undefined])
})

test('a tunnel whose near side is gone is closed, even where the far side never hangs up', async () => {
  const ends: Socket[] = []
  const silent = createTcpServer({ pauseOnConnect: true }, (socket) => ends.push(socket))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as AddressInfo
  const openSockets = () => process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length
  const proxy = await proxyFor({ allowHosts: [`127.0.0.1:${port}`] })
  await vi.waitFor(() => expect(openSockets()).toBe(0))

  expect(await connectStatus(proxy, `127.0.0.1:${port}`)).toBe(200)
  // The one that is left is the silent site's own end.
  await vi.waitFor(() => expect(openSockets()).toBe(1))
  ends[0]?.destroy()
  silent.close()
})
