import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import type { IPv6 } from 'ipaddr.js'
import { type AddressRange, isInRanges, readAddress } from '../../core/net/address-range.ts'

/** Whose IPv6 is counted as one: what a provider gives a household at least. */
const IPV6_NETWORK_PARTS = 4

/**
 * The address that a request comes from, as limits count it: an IPv4 address, or the /64 of an IPv6 one. X-Forwarded-For is read from
 * its end and only as far as trusted proxies wrote it, so that nobody chooses their own address.
 */
export const clientAddressOf =
  (trustedProxies: readonly AddressRange[]) =>
  (c: Context): string => {
    let address = readAddress(connectedAddress(c))
    const forwarded = (c.req.header('X-Forwarded-For') ?? '').split(',')
    while (address !== undefined && forwarded.length > 0 && isInRanges(address, trustedProxies)) {
      const before = readAddress(withoutPort(forwarded.pop()?.trim() ?? ''))
      if (before === undefined) break
      address = before
    }
    if (address === undefined) return 'unknown'
    return address.kind() === 'ipv4' ? address.toString() : networkOf(address as IPv6)
  }

const networkOf = ({ parts }: IPv6): string =>
  parts
    .slice(0, IPV6_NETWORK_PARTS)
    .map((part) => part.toString(16))
    .join(':')

/** Empty when the connection has gone already, or there is none. */
const connectedAddress = (c: Context): string => (c.env?.incoming === undefined ? '' : (getConnInfo(c).remote.address ?? ''))

/** Some proxies add the port: `192.0.2.7:4711`, `[2001:db8::1]:4711`. */
const withoutPort = (text: string): string => /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
