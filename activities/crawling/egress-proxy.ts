import { randomBytes } from 'node:crypto'
import { promises as dns, type LookupAddress, type LookupOptions } from 'node:dns'
import { Agent } from 'node:http'
import type { Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Readable } from 'node:stream'
import { type PrepareRequestFunctionOpts, RequestError, Server } from 'proxy-chain'
import type { Logger } from '../../core/logger.ts'
import { isAllowedHost, isLocalHost, isPublicAddress } from '../../core/net/public-address.ts'

/** The proxy's answer to a target that may not be reached, or that does not exist: nobody learns which. */
export const REFUSED_STATUS = 403
/** Marks that answer where the browser cannot tell it from the site's own. */
export const REFUSED_HEADER = 'x-egress-refused'

export interface EgressProxy {
  /** `http://user:password@127.0.0.1:port`; the credentials are this proxy's own. */
  url: string
  close(): Promise<void>
}

/** Every address of a name, as `dns.lookup` answers with `all`. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>
const systemResolve: Resolve = (hostname) => dns.lookup(hostname, { all: true })

/**
 * The one way out for everything that users name: a proxy on loopback that reaches public addresses on the web's ports only.
 * A name is resolved once, all its addresses must be public, and the connection goes to those very addresses.
 * @param allowHosts `host:port` pairs that are let through although they are local
 */
export async function createEgressProxy(options: {
  allowHosts: readonly string[]
  log: Logger
  ports?: readonly number[]
  resolve?: Resolve
}): Promise<EgressProxy> {
  const { allowHosts, log, ports = [80, 443], resolve = systemResolve } = options
  const username = randomBytes(12).toString('hex')
  const password = randomBytes(24).toString('hex')
  const httpAgent = new Agent({ keepAlive: false })

  async function prepare(asked: PrepareRequestFunctionOpts) {
    if (asked.username !== username || asked.password !== password) return { requestAuthentication: true }
    const hostname = URL.parse(`http://${asked.hostname}`)?.hostname ?? ''
    const addresses = await permitted(hostname, asked.port)
    if (addresses === undefined) {
      log.info({ host: hostname, port: asked.port }, 'egress refused')
      throw new RequestError('Refused', REFUSED_STATUS, { [REFUSED_HEADER]: '1' })
    }
    if (!asked.isHttp) closeTogether(asked.request.socket)
    // proxy-chain types this as the overloaded dns.lookup; Node calls it as net's LookupFunction.
    return { httpAgent, dnsLookup: pinnedLookup(addresses) as unknown as typeof import('node:dns').lookup }
  }

  /** The addresses to connect to; undefined when the target is refused. */
  async function permitted(hostname: string, port: number): Promise<LookupAddress[] | undefined> {
    const allowed = isAllowedHost(hostname, port, allowHosts)
    if (!allowed && (!ports.includes(port) || isLocalHost(hostname))) return undefined
    const addresses = await resolve(hostname.replace(/^\[|\]$/g, '')).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EAI_AGAIN') throw new RequestError('Try again', 502)
      return []
    })
    if (addresses.length === 0) return undefined
    const own = ownAddresses()
    return allowed || addresses.every(({ address }) => isPublicAddress(address) && !own.has(address)) ? addresses : undefined
  }

  const server = new Server({ host: '127.0.0.1', port: 0, authRealm: 'egress', prepareRequestFunction: prepare })
  server.on('requestFailed', ({ error }: { error: Error }) => log.error({ err: error }, 'the egress proxy failed'))
  await server.listen()
  return { url: `http://${username}:${password}@127.0.0.1:${server.port}`, close: () => server.close(true) }
}

/** proxy-chain only half-closes a tunnel whose client has gone: a silent site would keep both sides open for ever. */
function closeTogether(near: Socket): void {
  near.once('pipe', (far: Readable) => near.once('end', () => far.destroy()).once('close', () => far.destroy()))
}

/** The public addresses of this very machine: what listens there may be meant for its own network. */
function ownAddresses(): ReadonlySet<string> {
  return new Set(
    Object.values(networkInterfaces())
      .flat()
      .map((own) => own?.address ?? ''),
  )
}

function pinnedLookup(addresses: LookupAddress[]) {
  return (_hostname: string, options: LookupOptions, done: (error: null, found: string | LookupAddress[], family?: number) => void) => {
    const first = addresses[0] as LookupAddress
    if (options.all) done(null, addresses)
    else done(null, first.address, first.family)
  }
}
