import { readdirSync, readFileSync } from 'node:fs'
import type { DescribePage } from './eval-page.ts'
import { longPages } from './long-pages.ts'

const folder = new URL('pages/', import.meta.url)
const textOf = (file: string) => readFileSync(new URL(file, folder), 'utf8')

const writtenPages: DescribePage[] = readdirSync(folder)
  .filter((file) => file.endsWith('.html'))
  .sort()
  .map((file) => {
    const name = file.slice(0, -'.html'.length)
    return { name, html: textOf(file), ...(JSON.parse(textOf(`${name}.json`)) as Omit<DescribePage, 'name' | 'html'>) }
  })

/** All that `npm run eval:describe` reads: pages written by hand, each with what it says beside it, then the long ones. */
export const pages: readonly DescribePage[] = [...writtenPages, ...longPages]
