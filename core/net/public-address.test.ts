import { expect, test } from 'vitest'
import { isForbiddenTarget, isPublicAddress } from './public-address.ts'

test.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946', '8.8.8.8'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true)
})

test.each([
  ...['127.0.0.1', '0.0.0.0', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
  ...['192.0.2.1', '168.63.129.16', '::1', '::', 'fe80::1', 'fc00::1', 'fd00:ec2::254', '::ffff:10.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::'],
  ...['2001:db8::1', 'ff02::1', '4000::1', '::1:2', 'not-an-address', ''],
])('%j is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each([
  ...[
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://１２７.０.０.１/',
    'http://127。0。0。1/',
  ],
  ...[
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://0/',
    'https://10.0.0.1:443/',
    'http://169.254.169.254/latest/meta-data/',
  ],
  ...['http://localhost/', 'http://LOCALHOST./', 'http://a.localhost/', 'http://printer.local/', 'http://db.internal/', 'http://nas.home.arpa/'],
  ...['http://mongodb:27017/', 'file:///etc/hostname', 'ftp://example.com/', 'javascript:alert(1)', 'not a url', ''],
])('%s is forbidden at sight', (url) => {
  expect(isForbiddenTarget(url, [])).toBe(true)
})

test.each([
  'https://jobs.example.com/offers/42',
  'http://93.184.216.34/',
  'https://internal.example.com/',
  'https://localhost.example.com/',
  'http://example.com:8080/',
])('%s may be tried: the egress proxy has the last word', (url) => {
  expect(isForbiddenTarget(url, [])).toBe(false)
})

test('an exception lets one port of one host through, and nothing beside it', () => {
  const allowHosts = ['127.0.0.1:8010', '[::1]:80']
  expect(['http://127.0.0.1:8010/a', 'http://2130706433:8010/', 'http://[::1]/'].map((url) => isForbiddenTarget(url, allowHosts))).toEqual([
    false,
    false,
    false,
  ])
  expect(['http://127.0.0.1:8011/', 'http://127.0.0.1/', 'http://localhost:8010/'].map((url) => isForbiddenTarget(url, allowHosts))).toEqual([
    true,
    true,
    true,
  ])
})
