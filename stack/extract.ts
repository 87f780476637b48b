import { readConfig } from '../core/config.ts'
import { readEnvironment } from '../core/environment.ts'
import { extractFrom } from './extract-page.ts'
import { readOptions } from './options.ts'
import { StackError, sentenceOf } from './stack-error.ts'

const HELP = `npm run extract -- FILE|URL [options]

  Prints what is read from one page as JSON: what it is, its offers with where each field was read, the same as the catalogue would keep
  them, and where it leads. Needs no server. A URL is read through the egress guard, which reaches public addresses only.

  --url URL     of a FILE: the address that it was saved from, by which its links are read
  --browser     a URL is read in a browser, as pages that need JavaScript are
  --help`

async function main(): Promise<void> {
  const read = { command: 'npm run extract', flags: ['browser'], own: ['url'], commands: true }
  const { environment, flags, values, positionals } = readOptions(process.argv.slice(2), readEnvironment(), read)
  if (flags.has('help')) return console.log(HELP)
  const [page, ...more] = positionals
  if (page === undefined || more.length > 0) throw new StackError('Say one file or one address: `npm run extract -- https://…`.')
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new StackError('Stopped.')))
  const {
    crawl: { userAgent, allowHosts },
    browser: { sandbox },
  } = readConfig(environment)
  const options = { savedFrom: values.url, inBrowser: flags.has('browser'), userAgent, allowHosts, sandbox, environment, signal: stop.signal }
  const extracted = await extractFrom(page, options, () => new Date())
  console.log(JSON.stringify(extracted, null, 2))
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(sentenceOf(error) ?? error)
    process.exit(1)
  },
)
