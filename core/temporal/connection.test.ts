import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporalAddress } from './connection.ts'

const none = { cert: undefined, key: undefined, ca: undefined, serverName: undefined }

test('a dev server is spoken to in clear', () => {
  expect(temporalAddress({ address: '127.0.0.1:7233', apiKey: undefined, tls: none })).toEqual({ address: '127.0.0.1:7233' })
})

test('an API key never travels in clear', () => {
  expect(temporalAddress({ address: 'cloud:7233', apiKey: 'key', tls: none })).toEqual({ address: 'cloud:7233', apiKey: 'key', tls: true })
})

test('certificates are read from their files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'job-tracker-tls-'))
  const file = (name: string) => join(folder, name)
  for (const name of ['ca', 'cert', 'key']) writeFileSync(file(name), `the ${name}`)
  const { tls } = temporalAddress({
    address: 'temporal:7233',
    apiKey: undefined,
    tls: { ca: file('ca'), cert: file('cert'), key: file('key'), serverName: 'temporal.example.com' },
  })
  expect(tls).toEqual({
    serverNameOverride: 'temporal.example.com',
    serverRootCACertificate: Buffer.from('the ca'),
    clientCertPair: { crt: Buffer.from('the cert'), key: Buffer.from('the key') },
  })
  await rm(folder, { recursive: true })
})
