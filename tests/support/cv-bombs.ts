import { deflateSync } from 'node:zlib'
import { docxEntries, paragraph, pdfDrawing, pdfOf, wordXml } from './cv-samples.ts'
import { zip } from './zip.ts'

const MB = 1_000_000

/** A PDF whose first page inflates to 300 MB. */
export const inflatingPdf = (): Buffer =>
  pdfDrawing({ dictionary: '/Filter /FlateDecode', stream: deflateSync(Buffer.alloc(300 * MB, 'BT (a) Tj ET\n'), { level: 1 }) })

/** A PDF of some kilobytes whose first page saves and restores its state seven million times: seconds of work and nothing to keep. */
export const slowPdf = (): Buffer => pdfDrawing({ dictionary: '/Filter /FlateDecode', stream: deflateSync(Buffer.alloc(30 * MB, 'q Q ')) })

/** A PDF whose tree of pages leads back to itself. */
export const circularPdf = (): Buffer => pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [2 0 R] /Count 1 >>'])

/** A DOCX with one entry of zeros. */
export const inflatingDocx = (bytes: number, statedSize = bytes): Buffer =>
  zip([...docxEntries(), { name: 'word/media/zeros.bin', content: Buffer.alloc(bytes), statedSize }])

export const crowdedDocx = (): Buffer =>
  zip([...docxEntries(), ...Array.from({ length: 3_000 }, (_, i) => ({ name: `word/media/${i}.bin`, content: '' }))])

/** A DOCX of 9 MB of XML that a DOM has no room for, and that compresses as prose does. */
export const wordyDocx = (): Buffer =>
  zip(docxEntries({ document: wordXml(Array.from({ length: 200_000 }, (_, i) => paragraph(String(Math.sin(i)))).join('')) }))

const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('')
/** A DOCX in which one entity stands for a billion. */
export const laughingDocx = (): Buffer =>
  zip(docxEntries({ document: `<!DOCTYPE w:document [<!ENTITY e0 "ha">${entities}]>${wordXml(paragraph('&e9;')).replace(/<\?.*?\?>/, '')}` }))

/** An archive whose central directory states the same entry a thousand times: 1,000 times its size, or what a quine unpacks to. */
export function overlappingDocx(): Buffer {
  const archive = zip([...docxEntries(), { name: 'word/media/zeros.bin', content: Buffer.alloc(MB) }])
  const end = archive.length - 22
  const directory = archive.subarray(archive.readUInt32LE(end + 16), end)
  const last = directory.subarray(directory.lastIndexOf('PK\x01\x02'))
  const copies = Array.from({ length: 1_000 }, (_, i) => {
    const copy = Buffer.from(last)
    copy.write(String(i).padStart(5, '0'), copy.indexOf('zeros'))
    return copy
  })
  const whole = Buffer.concat([directory, ...copies])
  const tail = Buffer.from(archive.subarray(end))
  tail.writeUInt16LE(1_004, 8)
  tail.writeUInt16LE(1_004, 10)
  tail.writeUInt32LE(whole.length, 12)
  return Buffer.concat([archive.subarray(0, archive.readUInt32LE(end + 16)), whole, tail])
}
