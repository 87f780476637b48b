import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { type AddressRange, readAddressRange } from '../../core/net/address-range.ts'
import { clientAddressOf } from './client-address.ts'

/** The address counted for a connection from `remote` that sends the header. */
async function counted(remote: string | undefined, forwarded: string | undefined, ...trusted: string[]) {
  const ranges = trusted.map(readAddressRange).filter((range): range is AddressRange => range !== undefined)
  const app = new Hono().get('/', (c) => c.text(clientAddressOf(ranges)(c)))
  const headers = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded }
  return (await app.request('/', { headers }, { incoming: { socket: { remoteAddress: remote } } })).text()
}

test.each([
  ['without a trusted proxy the header is nothing', '192.0.2.1', '198.51.100.7', [], '192.0.2.1'],
  ['a stranger’s header is nothing', '192.0.2.1', '198.51.100.7', ['10.0.0.0/8'], '192.0.2.1'],
  ['a trusted proxy tells its client', '10.0.0.1', '198.51.100.7', ['10.0.0.0/8'], '198.51.100.7'],
  ['what the client forged before it is nothing', '10.0.0.1', '203.0.113.9, 198.51.100.7', ['10.0.0.0/8'], '198.51.100.7'],
  ['a chain of proxies is followed', '10.0.0.1', '203.0.113.9, 198.51.100.7, 10.0.0.2', ['10.0.0.1', '10.0.0.2'], '198.51.100.7'],
  ['a proxy that only claims to be one is a client', '10.0.0.1', '203.0.113.9,10.0.0.3', ['10.0.0.1'], '10.0.0.3'],
  ['when all are proxies the first is the client', '10.0.0.1', '10.0.0.3', ['10.0.0.0/8'], '10.0.0.3'],
  ['what is no address ends the way', '10.0.0.1', '198.51.100.7, unknown', ['10.0.0.0/8'], '10.0.0.1'],
  ['an empty header is none', '10.0.0.1', '', ['10.0.0.0/8'], '10.0.0.1'],
  ['a port is left out', '10.0.0.1', '198.51.100.7:4711', ['10.0.0.0/8'], '198.51.100.7'],
  ['a port of IPv6 is left out', '10.0.0.1', '[2001:db8:1:2::5]:4711', ['10.0.0.0/8'], '2001:db8:1:2'],
  ['a mapped proxy is the one it maps', '::ffff:10.0.0.1', '::ffff:198.51.100.7', ['10.0.0.0/8'], '198.51.100.7'],
  ['a range may be written mapped', '10.0.0.1', '198.51.100.7', ['::ffff:10.0.0.0/104'], '198.51.100.7'],
  ['an IPv6 proxy is known by its range', 'fd00::1', '198.51.100.7', ['fd00::/8'], '198.51.100.7'],
  ['of proxies of both kinds each is compared with its own', '10.0.0.1', '198.51.100.7, fd00::1', ['fd00::/8', '10.0.0.0/8'], '198.51.100.7'],
  ['an IPv6 client counts with its /64', '2001:db8:1:2:aaaa::1', undefined, [], '2001:db8:1:2'],
  ['a connection that is gone has none', undefined, '198.51.100.7', ['10.0.0.0/8'], 'unknown'],
] as const)('%s', async (_, remote, forwarded, trusted, expected) => {
  expect(await counted(remote, forwarded, ...trusted)).toBe(expected)
})
