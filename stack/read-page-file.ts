import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readPage } from '../activities/crawling/page-bytes.ts'
import { PageError } from '../activities/crawling/page-error.ts'
import { readHead } from '../activities/extracting/open-graph.ts'
import { parseHtml } from '../activities/extracting/parse-html.ts'
import type { NewPage } from '../core/db/page-repository.ts'
import { urlProblem } from '../core/domain/url-rules.ts'
import { StackError } from './stack-error.ts'

const MAX_BYTES = 5 * 1024 * 1024

/**
 * A page that was saved to a file.
 * @param savedFrom its address; else the one that it gives of itself, else the file's
 * @throws StackError for what is no page, or too big for one
 */
export async function readPageFile(path: string, savedFrom: string | undefined): Promise<NewPage> {
  if (savedFrom !== undefined && urlProblem(savedFrom) !== undefined)
    throw new StackError('--url is wrong: it should be an http(s) address without a password.')
  const html = textOf(path, await bytesOf(path))
  const url = savedFrom ?? canonicalOf(html) ?? pathToFileURL(resolve(path)).href
  return { url, finalUrl: url, via: 'http', html }
}

function textOf(path: string, bytes: Buffer): string {
  try {
    return readPage(bytes, 'text/html')
  } catch (error) {
    throw error instanceof PageError ? new StackError(`${path} is no page (${error.params.content_type}): save the page as HTML.`) : error
  }
}

const canonicalOf = (html: string): string | undefined => readHead(parseHtml(html), 'file:///').elsewhere[0]

async function bytesOf(path: string): Promise<Buffer> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new StackError(
      error.code === 'ENOENT'
        ? `There is no file ${path}: say the path of a saved page, or an address with its https://.`
        : `${path} can't be read (${error.code}): say the path of a saved page.`,
    )
  })
  try {
    const about = await file.stat()
    if (!about.isFile()) throw new StackError(`${path} is no file: say the path of a saved page.`)
    if (about.size === 0) throw new StackError(`${path} is empty: save the page again.`)
    if (about.size > MAX_BYTES) throw new StackError(`${path} has ${Math.ceil(about.size / 1024 ** 2)} MiB: pages are read up to 5 MiB.`)
    return await file.readFile()
  } finally {
    await file.close()
  }
}
