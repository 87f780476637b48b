import { getDocumentProxy } from 'unpdf'
import { CvRefusal } from './refusal.ts'

/** Readers look for the end there (PDF 32000-1, annex H, note 18). */
const END_WITHIN_BYTES = 1024

/**
 * Opens the document and reads the text of its first page.
 * @throws CvRefusal when it asks for a password; Error when it is broken, has no page or lacks its end
 */
export async function readPdf(bytes: Uint8Array): Promise<void> {
  if (!Buffer.from(bytes.subarray(-END_WITHIN_BYTES)).includes('%%EOF')) throw new Error('the end is missing')
  const document = await open(bytes)
  const page = await document.getPage(1)
  await page.getTextContent()
}

/** No fonts of the system, no font programs: only text is read. Nothing is fetched, as no address is given. */
async function open(bytes: Uint8Array) {
  try {
    return await getDocumentProxy(bytes, { useSystemFonts: false, disableFontFace: true, verbosity: 0 })
  } catch (error) {
    throw (error as Error).name === 'PasswordException' ? new CvRefusal('cv_encrypted') : error
  }
}
