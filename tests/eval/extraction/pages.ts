import { readdirSync, readFileSync } from 'node:fs'
import type { EvalPage } from './eval-page.ts'
import { variantPages } from './variants.ts'

const folder = new URL('pages/', import.meta.url)
const textOf = (file: string) => readFileSync(new URL(file, folder), 'utf8')

/** Pages written by hand, each with what should be read beside it. */
const writtenPages: EvalPage[] = readdirSync(folder)
  .filter((file) => file.endsWith('.html'))
  .sort()
  .map((file) => {
    const name = file.slice(0, -'.html'.length)
    return { name, html: textOf(file), ...(JSON.parse(textOf(`${name}.json`)) as Pick<EvalPage, 'url' | 'expected'>) }
  })

/** All that `npm run eval:extraction` reads: systematic variants of JSON-LD, then pages of every other kind. */
export const pages: readonly EvalPage[] = [...variantPages, ...writtenPages]
