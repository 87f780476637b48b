import cfb from 'cfb'
import { type ZipEntry, zip } from './zip.ts'

/** An object of a PDF: its dictionary, and a stream where it has one. */
type PdfObject = string | { dictionary: string; stream: Uint8Array }

/** A PDF of these objects, numbered from 1, of which the first is the catalogue. */
export function pdfOf(objects: readonly PdfObject[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')]
  const offsets: number[] = []
  let length = parts[0]?.length ?? 0
  const push = (part: Buffer) => {
    parts.push(part)
    length += part.length
  }
  objects.forEach((object, i) => {
    offsets.push(length)
    const stream = typeof object === 'string' ? undefined : object.stream
    const dictionary = typeof object === 'string' ? object : `<< ${object.dictionary} /Length ${object.stream.length} >>`
    push(Buffer.from(`${i + 1} 0 obj\n${dictionary}\n`))
    if (stream) push(Buffer.concat([Buffer.from('stream\n'), stream, Buffer.from('\nendstream\n')]))
    push(Buffer.from('endobj\n'))
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  push(
    Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${length}\n%%EOF\n`),
  )
  return Buffer.concat(parts)
}

/** A PDF of one page that shows what the content stream draws. */
export const pdfDrawing = (content: { dictionary: string; stream: Uint8Array }): Buffer =>
  pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    content,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ])

/** A PDF of one page with a line of text. */
export const pdf = (text: string): Buffer => pdfDrawing({ dictionary: '', stream: Buffer.from(`BT /F1 12 Tf 72 720 Td (${text}) Tj ET`) })

/** A sound PDF of exactly so many bytes. */
export function pdfOfSize(bytes: number): Buffer {
  const end = pdf('Camille')
  const start = Buffer.from('%PDF-1.7\n%')
  return Buffer.concat([start, Buffer.alloc(bytes - start.length - end.length - 1, 'x'), Buffer.from('\n'), end])
}

const CONTENT_TYPES = (main: string) =>
  `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${main}"/></Types>`
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'
const RELATIONSHIPS =
  '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
export const wordXml = (body: string) =>
  `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`
export const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`

/** The parts of a Word document, to be changed by a test. */
export const docxEntries = ({ document = wordXml(paragraph('Camille')), mainType = WORD } = {}): ZipEntry[] => [
  { name: '[Content_Types].xml', content: CONTENT_TYPES(mainType) },
  { name: '_rels/.rels', content: RELATIONSHIPS },
  { name: 'word/document.xml', content: document },
]
export const docx = (text: string): Buffer => zip(docxEntries({ document: wordXml(paragraph(text)) }))

export interface DocParts {
  magic?: number
  flags?: number
  /** Streams beside WordDocument and its table. */
  others?: string[]
  withoutTable?: boolean
}

/** A Word 97–2003 document, as far as its container tells. */
export function doc(text: string, { magic = 0xa5ec, flags = 0x0200, others = [], withoutTable = false }: DocParts = {}): Buffer {
  const fib = Buffer.alloc(8192)
  fib.writeUInt16LE(magic, 0)
  fib.writeUInt16LE(0x00c1, 2)
  fib.writeUInt16LE(flags, 0x0a)
  fib.writeUInt32LE(0, 0x01a2)
  fib.writeUInt32LE(21, 0x01a6)
  fib.write(text, 2048, 'latin1')
  const container = cfb.utils.cfb_new()
  cfb.utils.cfb_add(container, '/WordDocument', fib)
  if (!withoutTable) cfb.utils.cfb_add(container, flags & 0x0200 ? '/1Table' : '/0Table', Buffer.alloc(4096, 1))
  for (const name of others) cfb.utils.cfb_add(container, name, Buffer.alloc(100))
  return Buffer.from(cfb.write(container, { type: 'buffer' }))
}
