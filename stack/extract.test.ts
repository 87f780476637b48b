import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { html, type LocalSite, startLocalPages } from '../tests/support/local-site.ts'
import { jobPosting, pageOf } from '../tests/support/offer-page.ts'
import { extractFrom } from './extract-page.ts'
import { StackError } from './stack-error.ts'

const PAGE = 'tests/eval/extraction/pages/microdata-french.html'
const offer = pageOf({ scripts: [jobPosting({ title: 'Menuisier (H/F) - CDI', url: '/offers/42' })] })
const script = `<div id="root"></div><script>document.body.innerHTML = ${JSON.stringify(`<h1>Menuisier</h1>${jobPosting().description}<p>Contrat : CDI. Postulez en ligne.</p>`)}</script>`

let site: LocalSite
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-tracker-extract-'))
  site = await startLocalPages({
    '/robots.txt': (response) => void response.end('User-agent: *\nDisallow: /private'),
    '/offers/42': html(offer),
    '/script': html(pageOf({ body: script })),
    '/private/42': html(offer),
    '/pdf': (response) => void response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF-1.7'),
  })
})

afterAll(async () => {
  await site.close()
  await rm(folder, { recursive: true, force: true })
})

/** Where no server answers: it needs none. */
async function extract(...args: string[]) {
  const env = {
    ...process.env,
    ENVIRONMENT: 'test',
    MONGODB_URI: 'mongodb://127.0.0.1:9',
    TEMPORAL_ADDRESS: '127.0.0.1:9',
    CRAWL_ALLOW_HOSTS: `127.0.0.1:${site.port}`,
  }
  const child = spawn(process.execPath, ['stack/bootstrap.mjs', 'stack/extract.ts', ...args], { env })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: code as number, out, err }
}

const optionsFor = ({ port }: LocalSite) => ({
  savedFrom: undefined,
  inBrowser: false,
  userAgent: 'test',
  allowHosts: [`127.0.0.1:${port}`],
  sandbox: undefined,
  environment: {},
  signal: AbortSignal.timeout(10_000),
})

const read = async (...args: string[]) => {
  const { code, out, err } = await extract(...args)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out)
}

test('a saved page gives its kind, its facts with their origins, and its offers as the catalogue would keep them', async () => {
  const url = 'https://emploi.lilas.example/offres/infirmier-bloc-731'
  expect(await read(PAGE, '--url', url)).toMatchObject({
    url,
    via: 'http',
    kind: 'offer',
    facts: [{ title: 'Infirmier de bloc (H/F)', salary: { min: 2300 }, origins: { title: 'microdata', salary: 'microdata' } }],
    offers: [{ company: 'Clinique des Lilas', contract_type: 'permanent', url, origins: { salary: 'page:microdata' } }],
    links: [],
    next: null,
  })
})

test('a saved page is of the address that it gives of itself; where it gives none, its offer can’t be kept', async () => {
  const canonical = 'https://jobs.example.com/offers/42'
  const [known, unknown] = [join(folder, 'known.html'), join(folder, 'unknown.html')]
  await writeFile(known, offer.replace('<head>', `<head><link rel="canonical" href="${canonical}">`))
  await writeFile(unknown, offer)
  expect(await read(known)).toMatchObject({ url: canonical, offers: [{ url: canonical }] })
  expect(await read(unknown)).toMatchObject({ kind: 'offer', facts: [{ title: 'Menuisier (H/F) - CDI' }], offers: [{ rejected: 'no_url' }] })
})

test('an address is read by plain HTTP, and in a browser where one is asked for', async () => {
  expect(await read(`${site.url}/offers/42`)).toMatchObject({ via: 'http', kind: 'offer', offers: [{ url: `${site.url}/offers/42` }] })
  expect(await read(`${site.url}/script`)).toMatchObject({ via: 'http', kind: 'needs_browser', offers: [] })
  expect(await read(`${site.url}/script`, '--browser')).toMatchObject({ via: 'browser', kind: 'offer', offers: [{ contract_type: 'permanent' }] })
})

test('robots.txt is obeyed, in a browser too', async () => {
  for (const args of [[], ['--browser']])
    expect(await extract(`${site.url}/private/42`, ...args)).toMatchObject({ code: 1, out: '', err: expect.stringContaining('robots.txt asks') })
  expect(site.hits).not.toContain('GET /private/42')
})

test('a site that fails to give its robots.txt is left alone', async () => {
  const failing = await startLocalPages({ '/robots.txt': (response) => void response.writeHead(503).end(), '/offers/42': html(offer) })
  try {
    const error = await extractFrom(`${failing.url}/offers/42`, optionsFor(failing), () => new Date()).catch((thrown: unknown) => thrown)
    expect((error as Error).message).toContain('not_allowed (status: 503)')
    expect(failing.hits).not.toContain('GET /offers/42')
  } finally {
    await failing.close()
  }
})

test('what can’t be read is told in a sentence that says what to do', async () => {
  const [empty, binary, huge] = ['empty', 'binary', 'huge'].map((name) => join(folder, `${name}.html`)) as [string, string, string]
  await writeFile(empty, '')
  await writeFile(binary, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]))
  await writeFile(huge, '')
  await truncate(huge, 6 * 1024 * 1024)
  const wrong: [string, string | undefined, string][] = [
    [join(folder, 'nowhere.html'), undefined, 'There is no file'],
    [folder, undefined, 'is no file'],
    ['/dev/zero', undefined, 'is no file'],
    [empty, undefined, 'is empty'],
    [binary, undefined, 'is no page (image/png)'],
    [huge, undefined, 'pages are read up to 5 MiB'],
    [PAGE, 'ftp://example.com', '--url is wrong'],
    [site.url, site.url, '--url is for a file'],
    [`${site.url}/gone`, undefined, 'not_found (status: 404). Check the address'],
    [`${site.url}/pdf`, undefined, 'not_a_page (content_type: application/pdf)'],
    ['http://127.0.0.1:9/', undefined, 'Only public addresses'],
    ['ftp://example.com/', undefined, 'Only public addresses'],
    ['https://', undefined, 'Only public addresses'],
  ]
  for (const [page, savedFrom, sentence] of wrong) {
    const error = await extractFrom(page, { ...optionsFor(site), savedFrom }, () => new Date()).catch((thrown: unknown) => thrown)
    expect(error, page).toBeInstanceOf(StackError)
    expect((error as Error).message).toContain(sentence)
  }
})

test.each([
  [[], 'Say one file or one address'],
  [[PAGE, PAGE], 'Say one file or one address'],
  [[PAGE, '--browser'], '--browser is for an address'],
  [[PAGE, '--nope'], 'npm run extract -- --help'],
])('a command line that is wrong ends with 1 and one sentence: %j', async (args, sentence) => {
  const { code, out, err } = await extract(...args)
  expect({ code, out, err }).toEqual({ code: 1, out: '', err: expect.stringContaining(sentence) })
  expect(err.trim().split('\n')).toHaveLength(1)
})
