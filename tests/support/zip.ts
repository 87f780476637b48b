import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  name: string
  content: Uint8Array | string
  /** What the archive says of it instead of the truth. */
  statedSize?: number
  statedChecksum?: number
  flags?: number
}

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const DEFLATE = 8

/** An archive of these entries, by the letter of APPNOTE.TXT: nothing is checked, so it may be as wrong as a test wants. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const [local, central]: [Buffer[], Buffer[]] = [[], []]
  let offset = 0
  for (const { name, content, statedSize, statedChecksum, flags = 0 } of entries) {
    const raw = Buffer.from(content as Uint8Array)
    const deflated = deflateRawSync(raw)
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(flags, 2)
    facts.writeUInt16LE(DEFLATE, 4)
    facts.writeUInt32LE(statedChecksum ?? crc32(raw), 10)
    facts.writeUInt32LE(deflated.length, 14)
    facts.writeUInt32LE(statedSize ?? raw.length, 18)
    facts.writeUInt16LE(Buffer.byteLength(name), 22)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    const entry = Buffer.concat([uint32(LOCAL), facts, Buffer.from(name), deflated])
    local.push(entry)
    central.push(Buffer.concat([uint32(CENTRAL), Buffer.from([20, 0]), facts, rest, Buffer.from(name)]))
    offset += entry.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...local, directory, uint32(END), end])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
