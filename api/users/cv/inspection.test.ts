import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { CvFormat } from '../../../core/domain/cv-rules.ts'
import * as bomb from '../../../tests/support/cv-bombs.ts'
import { doc, docx, docxEntries, paragraph, pdf, pdfOf, wordXml } from '../../../tests/support/cv-samples.ts'
import { type ZipEntry, zip } from '../../../tests/support/zip.ts'
import { createCvInspection } from './inspection.ts'

const MB = 1_000_000
const inflatingPdf = bomb.inflatingPdf()
const inspect = createCvInspection()
const docxWith = (...entries: ZipEntry[]) => zip([...docxEntries(), ...entries])
const changed = (change: Partial<ZipEntry>) => zip(docxEntries().map((entry) => ({ ...entry, ...change })))

test.each<[string, CvFormat, Uint8Array]>([
  ['a PDF', 'pdf', pdf('Camille')],
  ['a PDF with spaces after its end', 'pdf', Buffer.concat([pdf('Camille'), Buffer.alloc(500, ' ')])],
  ['a DOC', 'doc', doc('Camille')],
  ['a DOC with its other table', 'doc', doc('Camille', { flags: 0 })],
  ['a DOCX', 'docx', docx('Élodie 😀')],
  ['a DOCX with a photo of 4.9 MB', 'docx', docxWith({ name: 'word/media/photo.jpg', content: randomBytes(4.9 * MB) })],
  [
    'a DOCX of a hundred pages',
    'docx',
    zip(docxEntries({ document: wordXml(Array.from({ length: 4_000 }, (_, i) => paragraph(`Ligne ${i}`)).join('')) })),
  ],
])('%s is sound', async (_name, format, bytes) => {
  expect(await inspect(bytes, format)).toBeUndefined()
})

test.each<[string, CvFormat, Uint8Array, string]>([
  ['a PDF that is all header', 'pdf', Buffer.from('%PDF-1.7\n'), 'cv_unreadable'],
  ['a script that begins and ends like a PDF', 'pdf', Buffer.from('%PDF-1.7\n<script>\n%%EOF'), 'cv_unreadable'],
  [
    'noise that begins and ends like a PDF',
    'pdf',
    Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(3_000), Buffer.from('%%EOF')]),
    'cv_unreadable',
  ],
  ['a PDF without a page', 'pdf', pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [] /Count 0 >>']), 'cv_unreadable'],
  ['a PDF whose pages lead back to themselves', 'pdf', bomb.circularPdf(), 'cv_unreadable'],
  ['a PDF that inflates to 300 MB', 'pdf', inflatingPdf, 'cv_too_complex'],
  ['noise in the container of a DOC', 'doc', Buffer.concat([doc('x').subarray(0, 512), randomBytes(9_000)]), 'cv_unreadable'],
  ['a spreadsheet in the container of a DOC', 'doc', doc('x', { magic: 0x0809 }), 'cv_unreadable'],
  ['a DOC without its table', 'doc', doc('x', { withoutTable: true }), 'cv_unreadable'],
  ['a DOC with a password', 'doc', doc('x', { flags: 0x0300 }), 'cv_encrypted'],
  ['a DOCX with a password', 'doc', doc('x', { others: ['/EncryptedPackage'] }), 'cv_encrypted'],
  ['a DOC with macros', 'doc', doc('x', { others: ['/Macros/VBA/dir'] }), 'cv_has_macros'],
  ['a zip without a document', 'docx', zip([{ name: 'a.txt', content: 'a' }]), 'cv_unreadable'],
  [
    'a spreadsheet',
    'docx',
    zip([
      { name: '[Content_Types].xml', content: '<a/>' },
      { name: 'xl/workbook.xml', content: '<a/>' },
    ]),
    'cv_unreadable',
  ],
  ['a DOCX whose document is no XML', 'docx', zip(docxEntries({ document: 'Camille' })), 'cv_unreadable'],
  ['a DOCX whose document is other XML', 'docx', zip(docxEntries({ document: '<a/>' })), 'cv_unreadable'],
  ['a DOCX with two documents', 'docx', docxWith({ name: 'WORD/document.xml', content: wordXml('') }), 'cv_unreadable'],
  ['a DOCX with a way out of its folder', 'docx', docxWith({ name: '../../etc/passwd', content: '' }), 'cv_unreadable'],
  ['a DOCX with a wrong checksum', 'docx', changed({ statedChecksum: 1 }), 'cv_unreadable'],
  ['an encrypted zip', 'docx', changed({ flags: 1 }), 'cv_encrypted'],
  ['a DOCX with macros', 'docx', docxWith({ name: 'word/vbaProject.bin', content: '' }), 'cv_has_macros'],
  ['a DOCM', 'docx', zip(docxEntries({ mainType: 'application/vnd.ms-word.document.macroEnabled.main+xml' })), 'cv_has_macros'],
  ['a DOCX with entities of a billion', 'docx', bomb.laughingDocx(), 'cv_unreadable'],
  ['a DOCX that inflates to 49 MB', 'docx', bomb.inflatingDocx(49 * MB), 'cv_too_complex'],
  ['a DOCX that inflates to 60 MB and says less', 'docx', bomb.inflatingDocx(60 * MB, 100), 'cv_unreadable'],
  ['a DOCX that inflates to 1 KB and says more', 'docx', bomb.inflatingDocx(1_000, 900_000), 'cv_unreadable'],
  ['a DOCX of 3,000 entries', 'docx', bomb.crowdedDocx(), 'cv_too_complex'],
  ['a DOCX with an entry a thousand times over', 'docx', bomb.overlappingDocx(), 'cv_too_complex'],
  ['a DOCX with more XML than there is room for', 'docx', bomb.wordyDocx(), 'cv_too_complex'],
])('%s is refused', async (_name, format, bytes, problem) => {
  expect(await inspect(bytes, format)).toBe(problem)
})

test.each<[CvFormat, Buffer]>([
  ['pdf', pdf('Camille')],
  ['doc', doc('Camille')],
  ['docx', docx('Camille')],
])('a %s that ends too soon is refused, wherever', async (format, whole) => {
  for (const share of [0.2, 0.5, 0.8, 0.95])
    expect(await inspect(whole.subarray(0, whole.length * share), format), String(share)).toBe('cv_unreadable')
})

test('a PDF that opens only with a password is refused for that', async () => {
  // Standard security, 40-bit RC4: an /O and a /U of a password that nobody knows.
  const secret = `<${'5a'.repeat(32)}>`
  const trailer = '/Encrypt 4 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]'
  const locked = pdfOf(
    [
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
      `<< /Filter /Standard /V 1 /R 2 /P -44 /O ${secret} /U ${secret} >>`,
    ],
    trailer,
  )
  expect(await inspect(locked, 'pdf')).toBe('cv_encrypted')
})

test('a PDF that takes too long is given up at the deadline, its process is gone, and the next is read', async () => {
  const impatient = createCvInspection({ deadlineMs: 1_000 })
  const startedAt = performance.now()
  expect(await impatient(bomb.slowPdf(), 'pdf')).toBe('cv_too_complex')
  expect(performance.now() - startedAt).toBeGreaterThan(950)
  expect(await inspect(pdf('Camille'), 'pdf')).toBeUndefined()
})

test('what bombs take is not taken from this process', async () => {
  const bombs: [Buffer, CvFormat][] = [
    [inflatingPdf, 'pdf'],
    [bomb.wordyDocx(), 'docx'],
  ]
  const before = process.memoryUsage()
  for (const [bytes, format] of bombs) await inspect(bytes, format)
  const after = process.memoryUsage()
  expect(after.external + after.heapUsed - before.external - before.heapUsed).toBeLessThan(30 * MB)
})
