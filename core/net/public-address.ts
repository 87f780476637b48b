import ipaddr from 'ipaddr.js'

/** Public by their range, but answered by the cloud's host machine (Azure's WireServer). */
const HOST_SERVICES = new Set(['168.63.129.16'])
const GLOBAL_UNICAST_V6 = ipaddr.parseCIDR('2000::/3')

/** Whether an IP address is one of the public internet's: no loopback, private, link-local, mapped, translated or reserved one. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const ip = ipaddr.process(address)
  if (ip.range() !== 'unicast' || HOST_SERVICES.has(ip.toString())) return false
  return ip.kind() === 'ipv4' || ip.match(GLOBAL_UNICAST_V6)
}

/**
 * Whether an address may never be fetched, as far as its text tells: no http(s) address, a special IP address in any
 * spelling, or a name that exists on local networks only. Names are not resolved (the egress proxy does), ports not judged.
 * @param allowHosts `host:port` pairs that are let through although they are local
 */
export function isForbiddenTarget(url: string, allowHosts: readonly string[]): boolean {
  const target = URL.parse(url)
  if (target === null || !/^https?:$/.test(target.protocol)) return true
  return !isAllowedHost(target.hostname, portOf(target), allowHosts) && isLocalHost(target.hostname)
}

/** Whether `host:port` is among the exceptions, each written as `URL` writes it. */
export function isAllowedHost(hostname: string, port: number, allowHosts: readonly string[]): boolean {
  return allowHosts.some((allowed) => allowed.toLowerCase() === `${hostname}:${port}`)
}

/** Whether a host, as `URL` writes it, is a special IP address or a name without a place on the internet (RFC 6761, 6762, 8375). */
export function isLocalHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '')
  if (ipaddr.isValid(host)) return !isPublicAddress(host)
  return !host.includes('.') || /(^|\.)(localhost|local|internal|home\.arpa|lan|intranet|localdomain)$/.test(host)
}

/** The port of an http(s) address. */
export const portOf = ({ port, protocol }: URL): number => (port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port))
