import { readFileSync } from 'node:fs'
import type { Config } from '../config.ts'

export type TemporalConfig = Config['temporal']

export interface TemporalAddress {
  address: string
  tls?: true | { serverNameOverride?: string; serverRootCACertificate?: Buffer; clientCertPair?: { crt: Buffer; key: Buffer } }
  apiKey?: string
}

/**
 * Where Temporal is and how to get in, as both the client's and the worker's connection take it: TLS when a file, a server name or an API
 * key is configured, in clear otherwise (a dev server).
 * @throws Error naming the PEM file that can't be read
 */
export function temporalAddress({
  address,
  apiKey,
  tls: { cert, key, ca, serverName },
}: Pick<TemporalConfig, 'address' | 'apiKey' | 'tls'>): TemporalAddress {
  const tls = {
    ...(serverName && { serverNameOverride: serverName }),
    ...(ca && { serverRootCACertificate: readFileSync(ca) }),
    ...(cert && key && { clientCertPair: { crt: readFileSync(cert), key: readFileSync(key) } }),
  }
  const custom = Object.keys(tls).length > 0
  return { address, ...((custom || apiKey) && { tls: custom ? tls : true }), ...(apiKey && { apiKey }) }
}
