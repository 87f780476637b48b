import cfb from 'cfb'
import { CvRefusal } from './refusal.ts'

const FIB_MAGIC = 0xa5ec
/** The FIB's fixed beginning up to fcClx and lcbClx ([MS-DOC] 2.5.1, 2.5.6), which say where the text's pieces are listed. */
const FIB_BYTES = 0x01aa
const FLAGS = 0x0a
const IS_ENCRYPTED = 0x0100
const TABLE_IS_1 = 0x0200
const CLX_OFFSET = 0x01a2
const CLX_BYTES = 0x01a6

/**
 * Checks a Word 97–2003 document by its container: the stream WordDocument, its header (FIB) and the table that this names.
 * @throws CvRefusal for what is encrypted or has macros; Error when it is broken or no Word document
 */
export function readDoc(bytes: Uint8Array): void {
  const container = cfb.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), { type: 'buffer' })
  const paths = container.FullPaths.map((path) => path.slice(path.indexOf('/')))
  const stream = (name: string) => wholeStream(container.FileIndex[paths.indexOf(name)])
  // Where Office keeps an encrypted DOCX.
  if (paths.includes('/EncryptedPackage')) throw new CvRefusal('cv_encrypted')

  const fib = stream('/WordDocument')
  if (fib.length < FIB_BYTES || fib.readUInt16LE(0) !== FIB_MAGIC) throw new Error('no Word document')
  const flags = fib.readUInt16LE(FLAGS)
  if (flags & IS_ENCRYPTED) throw new CvRefusal('cv_encrypted')
  if (paths.some((path) => /^\/Macros\/VBA\//i.test(path))) throw new CvRefusal('cv_has_macros')

  const table = stream(flags & TABLE_IS_1 ? '/1Table' : '/0Table')
  const length = fib.readUInt32LE(CLX_BYTES)
  if (length === 0 || fib.readUInt32LE(CLX_OFFSET) + length > table.length) throw new Error('the list of pieces is missing')
}

/** The stream's content, when the container has all of it. */
function wholeStream(entry: cfb.CFB$Entry | undefined): Buffer {
  if (entry?.content === undefined || entry.content.length < entry.size) throw new Error('a stream is missing')
  return Buffer.from(entry.content as Uint8Array)
}
