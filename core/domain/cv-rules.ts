/** Pure rules of CVs: no zod here, workflows may import them. */
export const MAX_CV_BYTES = 5 * 1024 * 1024

/** What a CV may be, and the media type it is answered with. */
export const CV_MEDIA_TYPES = {
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
} as const
export type CvFormat = keyof typeof CV_MEDIA_TYPES
