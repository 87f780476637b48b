import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestStack, type TestStack } from '../support/test-stack.ts'

let running: TestStack

beforeAll(async () => {
  running = await startTestStack()
})
afterAll(() => running?.stop())

/** The commands of README's session, as somebody would paste them. */
function session(): string {
  const [, commands] = /## A session with curl[\s\S]*?```bash\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? []
  return commands ?? expect.fail('README has no session')
}

test('the session in README works as pasted', async () => {
  const env = { PATH: process.env.PATH, API: running.api, OFFER: `${running.board.url}/offers/data-engineer` }
  const { stdout, stderr } = await promisify(execFile)('bash', ['--norc', '-c', session()], { env, timeout: 60_000 })

  expect(stderr).toBe('')
  const [registered, created, ...rest] = stdout.trim().split('\n')
  expect(JSON.parse(registered ?? '')).toMatchObject({ role: 'user' })
  expect(JSON.parse(created ?? '')).toMatchObject({ company: 'Acme', description_status: 'pending' })

  const events = rest.filter((line) => line.startsWith('data: ')).map((line) => JSON.parse(line.slice('data: '.length)))
  expect(events.at(-1)).toMatchObject({ status: 'done', source: 'extracted', error: null })

  const [described, noted, listed] = rest.filter((line) => /^[[{]/.test(line)).map((line) => JSON.parse(line))
  expect(described.description).toMatch(/\w/)
  expect(noted.notes).toEqual(['Call on Monday'])
  expect(listed).toEqual([noted])
  expect(rest.at(-1)).toBe('logged out: 204')
})
