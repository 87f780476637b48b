import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** A certificate and its private key, as PEM. */
export interface Certified {
  certificate: string
  key: string
}

interface Authority extends Certified {
  name: string
  privateKey: KeyObject
}

const DAY_MS = 86_400_000
/** X.690 tags. */
const [BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, OID, UTF8, UTC_TIME, SEQUENCE, SET] = [1, 2, 3, 4, 6, 12, 23, 0x30, 0x31]
const [VERSION, EXTENSIONS, DNS_NAME] = [0xa0, 0xa3, 0x82]
const ECDSA_WITH_SHA256 = [42, 134, 72, 206, 61, 4, 3, 2]
const COMMON_NAME = [85, 4, 3]
const [SUBJECT_ALT_NAME, BASIC_CONSTRAINTS] = [
  [85, 29, 17],
  [85, 29, 19],
]

/** An authority of the test's own. */
export function createAuthority(name: string): Authority {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const isAuthority = extension(BASIC_CONSTRAINTS, der(SEQUENCE, der(BOOLEAN, Buffer.from([255]))))
  return { name, privateKey, key: pkcs8(privateKey), certificate: certificate({ name, privateKey }, name, publicKey, [isAuthority]) }
}

/** A certificate for a server or a client with that name, signed by the authority: X.509 v3 (RFC 5280), ECDSA on P-256, valid for a day. */
export function certify(authority: Authority, name: string): Certified {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const names = extension(SUBJECT_ALT_NAME, der(SEQUENCE, der(DNS_NAME, Buffer.from(name))))
  return { key: pkcs8(privateKey), certificate: certificate(authority, name, publicKey, [names]) }
}

const pkcs8 = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()

function certificate(issuer: Pick<Authority, 'name' | 'privateKey'>, subject: string, publicKey: KeyObject, extensions: Buffer[]): string {
  const algorithm = der(SEQUENCE, der(OID, Buffer.from(ECDSA_WITH_SHA256)))
  const told = der(
    SEQUENCE,
    der(VERSION, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    distinguished(issuer.name),
    der(SEQUENCE, time(-DAY_MS), time(DAY_MS)),
    distinguished(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS, der(SEQUENCE, ...extensions)),
  )
  const signature = sign('sha256', told, issuer.privateKey)
  const all = der(SEQUENCE, told, algorithm, der(BIT_STRING, Buffer.from([0]), signature))
  return `-----BEGIN CERTIFICATE-----\n${(all.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`
}

function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}

const distinguished = (name: string) => der(SEQUENCE, der(SET, der(SEQUENCE, der(OID, Buffer.from(COMMON_NAME)), der(UTF8, Buffer.from(name)))))
const extension = (id: number[], value: Buffer) => der(SEQUENCE, der(OID, Buffer.from(id)), der(OCTET_STRING, value))
const time = (inMs: number) =>
  der(
    UTC_TIME,
    Buffer.from(
      `${new Date(Date.now() + inMs)
        .toISOString()
        .replaceAll(/[-:T]|\..*/g, '')
        .slice(2)}Z`,
    ),
  )
