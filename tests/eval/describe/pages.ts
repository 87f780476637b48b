import { readWrittenPages } from '../written-pages.ts'
import type { DescribePage } from './eval-page.ts'
import { longPages } from './long-pages.ts'

const writtenPages = readWrittenPages<Omit<DescribePage, 'name' | 'html'>>(new URL('pages/', import.meta.url))

/** All that `npm run eval:describe` reads: pages written by hand, each with what it says beside it, then the long ones. */
export const pages: readonly DescribePage[] = [...writtenPages, ...longPages]
