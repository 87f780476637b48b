import { crc32 } from 'node:zlib'
import { extractRawText } from 'mammoth'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { CvRefusal } from './refusal.ts'

const MAX_ENTRIES = 2_000
const MAX_INFLATED_BYTES = 50 * 1024 * 1024
/** Deflate can do 1,000; what Word writes stays under 30. */
const MAX_RATIO = 100
const SMALL_BYTES = 1024 * 1024
const ENCRYPTED = 0x01

/**
 * Checks the archive's limits before anything is inflated, then each entry's true size and checksum, then reads the document's text.
 * @throws CvRefusal for what is too big, encrypted or has macros; Error when it is broken or no Word document
 */
export async function readDocx(bytes: Uint8Array): Promise<void> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const zip = await fromBufferPromise(buffer, { lazyEntries: true, strictFileNames: true })
  if (zip.entryCount > MAX_ENTRIES) throw new CvRefusal('cv_too_complex')
  const entries = await entriesOf(zip)
  refuseOversized(entries, bytes.length)
  refuseOthers(entries)
  for (const entry of entries) await inflate(zip, entry)
  await extractRawText({ buffer })
}

async function entriesOf(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const entry of zip.eachEntry()) entries.push(entry)
  return entries
}

/** By the sizes that the archive states; an entry that inflates to more is refused when it does. */
function refuseOversized(entries: Entry[], length: number): void {
  const inflated = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)
  if (inflated > MAX_INFLATED_BYTES || (inflated > SMALL_BYTES && inflated > MAX_RATIO * length)) throw new CvRefusal('cv_too_complex')
}

function refuseOthers(entries: Entry[]): void {
  const names = entries.map(({ fileName }) => fileName.toLowerCase())
  if (new Set(names).size < names.length) throw new Error('two entries have one name')
  for (const part of ['[content_types].xml', 'word/document.xml']) if (!names.includes(part)) throw new Error(`${part} is missing`)
  if (names.some((name) => name.endsWith('vbaproject.bin'))) throw new CvRefusal('cv_has_macros')
  if (entries.some(({ generalPurposeBitFlag }) => generalPurposeBitFlag & ENCRYPTED)) throw new CvRefusal('cv_encrypted')
}

/** Inflates an entry without keeping more of it than its XML. yauzl throws when it has another size than it states. */
async function inflate(zip: ZipFile, entry: Entry): Promise<void> {
  if (entry.fileName.endsWith('/')) return
  const isXml = /\.(xml|rels)$/i.test(entry.fileName)
  const kept: Buffer[] = []
  let checksum = 0
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    checksum = crc32(chunk, checksum)
    if (isXml) kept.push(chunk)
  }
  if (checksum !== entry.crc32) throw new Error('a checksum is wrong')
  if (isXml) refuseMacrosAndEntities(Buffer.concat(kept).toString('utf8'))
}

/** Word documents have no DTD (ECMA-376, part 2, 8.1.3.2): one is there to expand entities. */
function refuseMacrosAndEntities(xml: string): void {
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) throw new Error('a part has a DTD')
  if (xml.includes('macroEnabled')) throw new CvRefusal('cv_has_macros')
}
