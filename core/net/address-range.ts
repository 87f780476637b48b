import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Addresses that share the first `bits` bits of `address`. */
export interface AddressRange {
  address: Address
  bits: number
}

/** An IP address, an IPv4 one inside an IPv6 one as IPv4; undefined for any other text. */
export const readAddress = (text: string): Address | undefined => (isIP(text) === 0 ? undefined : ipaddr.process(text))

/** An address or a CIDR range (`10.0.0.0/8`, `2001:db8::/32`), mapped ones as IPv4; undefined for any other text. */
export function readAddressRange(text: string): AddressRange | undefined {
  const [first = '', bits, ...more] = text.split('/')
  const address = readAddress(first)
  if (address === undefined || more.length > 0) return undefined
  const width = address.kind() === 'ipv4' ? 32 : 128
  if (bits === undefined) return { address, bits: width }
  const mapped = width === 32 && first.includes(':') ? 96 : 0
  const read = /^\d{1,3}$/.test(bits) ? Number(bits) - mapped : -1
  return read >= 0 && read <= width ? { address, bits: read } : undefined
}

/** Whether the address lies in one of the ranges. */
export const isInRanges = (address: Address, ranges: readonly AddressRange[]): boolean =>
  ranges.some((range) => range.address.kind() === address.kind() && address.match(range.address as never, range.bits))
