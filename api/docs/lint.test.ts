import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testApi } from '../../tests/support/api.ts'

type Linted = { totals: { errors: number; warnings: number }; problems: { ruleId: string; message: string; location: { pointer?: string }[] }[] }

const redocly = join(import.meta.dirname, '../../node_modules/@redocly/cli/bin/cli.js')
const config = join(import.meta.dirname, '../../redocly.yaml')
let folder: string
let document: Record<string, unknown>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-tracker-lint-'))
  document = (await (await (await testApi()).request('GET', '/openapi.json')).json()) as Record<string, unknown>
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What Redocly says of a document, without a word to the network. */
async function lint(linted: object): Promise<Linted> {
  const file = join(folder, 'openapi.json')
  await writeFile(file, JSON.stringify(linted))
  const args = [redocly, 'lint', file, '--config', config, '--format', 'json']
  const env = { HOME: folder, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  // Errors make it end with 1; what it found is in its output either way.
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 2 ** 26 }).catch((error: { stdout: string }) => error)
  return JSON.parse(stdout)
}

test('the document passes the linter without an error or a warning', async () => {
  const { problems, totals } = await lint(document)
  expect(problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`)).toEqual([])
  expect(totals).toMatchObject({ errors: 0, warnings: 0 })
})

test('a document with a parameter that nobody described does not', async () => {
  const parameters = [{ name: 'q', in: 'query', schema: { type: 'string' } }]
  const { problems } = await lint({ ...document, paths: { '/': { get: { responses: {}, parameters } } } })
  expect(problems.map(({ ruleId }) => ruleId)).toContain('parameter-description')
})
