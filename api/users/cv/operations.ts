import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { CV_MEDIA_TYPES } from '../../../core/domain/cv-rules.ts'
import { bearer, bodyProblems, json, problems } from '../../http/operation.ts'
import { IdParameter } from '../../http/parameters.ts'

const tags = ['users']
const Uploaded = z.object({ cv_url: z.string() }).meta({ id: 'UploadedCv', example: { cv_url: '/users/6560f0c2a7b4c1d2e3f40516/cv' } })

/** As short as a PDF can be. */
const EXAMPLE = [
  '%PDF-1.7',
  '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
  '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
  '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj',
  'trailer<</Root 1 0 R>>',
  '%%EOF',
].join('\n')
const binary = { type: 'string', format: 'binary' } as const

export const upload = createRoute({
  operationId: 'uploadCv',
  method: 'post',
  path: '/upload-cv',
  tags,
  summary: 'Your CV, in place of the former one',
  description:
    'A PDF, DOC or DOCX of 5 MiB at most, told by its content and read whole before it takes the place of the former one. Files that are damaged, have a password or macros are refused, and the former one stays.',
  security: bearer,
  request: {
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object',
            required: ['file'],
            properties: { file: { ...binary, description: 'The file' } },
            additionalProperties: false,
          },
          example: { file: EXAMPLE },
        },
      },
    },
  },
  responses: { 200: json(Uploaded, 'Where the CV is'), ...problems(400, ...bodyProblems, 404, 408, 507) },
})

export const download = createRoute({
  operationId: 'downloadCv',
  method: 'get',
  path: '/{id}/cv',
  tags,
  summary: 'Your CV as a file; for admins, anyone’s',
  security: bearer,
  request: { params: IdParameter },
  responses: {
    200: {
      description: 'The file, as an attachment',
      headers: {
        'Content-Disposition': { schema: { type: 'string', examples: ['attachment; filename="cv-camille.pdf"'] }, description: 'With a file name' },
      },
      content: {
        [CV_MEDIA_TYPES.pdf]: { schema: binary, example: EXAMPLE },
        [CV_MEDIA_TYPES.doc]: { schema: binary },
        [CV_MEDIA_TYPES.docx]: { schema: binary },
      },
    },
    ...problems(401, 404, 422),
  },
})
