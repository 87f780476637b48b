import { readWrittenPages } from '../written-pages.ts'
import type { EvalPage } from './eval-page.ts'
import { variantPages } from './variants.ts'

/** Pages written by hand, each with what should be read beside it. */
const writtenPages = readWrittenPages<Pick<EvalPage, 'url' | 'expected'>>(new URL('pages/', import.meta.url))

/** All that `npm run eval:extraction` reads: systematic variants of JSON-LD, then pages of every other kind. */
export const pages: readonly EvalPage[] = [...variantPages, ...writtenPages]
