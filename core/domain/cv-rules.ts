/** Pure rules of CVs: no zod here, workflows may import them. */
export const MAX_CV_BYTES = 5 * 1024 * 1024

/** What a CV may be, and the media type it is answered with. */
export const CV_MEDIA_TYPES = {
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
} as const
export type CvFormat = keyof typeof CV_MEDIA_TYPES

/** Why a file is not taken as a CV; each is an error code of the API. */
export type CvProblem = 'cv_unreadable' | 'cv_encrypted' | 'cv_has_macros' | 'cv_too_complex'

const SIGNATURES: Record<CvFormat, readonly number[]> = {
  pdf: [0x25, 0x50, 0x44, 0x46, 0x2d],
  doc: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
  docx: [0x50, 0x4b, 0x03, 0x04],
}

/** What the first bytes say that the file is, names and headers apart: `%PDF-`, an OLE2 container, a zip. Whether it is one, only reading it tells. */
export function cvFormatOf(bytes: Uint8Array): CvFormat | undefined {
  const formats = Object.keys(SIGNATURES) as CvFormat[]
  return formats.find((format) => SIGNATURES[format].every((byte, i) => bytes[i] === byte))
}
