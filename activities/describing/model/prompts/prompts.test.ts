import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PROMPT } from '../question.ts'

/** The prompts that were ever used, by what they say. */
const PROMPTS: Record<string, string> = { 'describe-offer/1': '7f4eca09cd735984' }

test('a prompt that is changed is a new version: what was written says by which it was', () => {
  const said = createHash('sha256').update(`${PROMPT.system}\n${PROMPT.human}`).digest('hex').slice(0, 16)
  expect(PROMPTS[PROMPT.version]).toBe(said)
})

test('each version is a file of its own', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => !name.endsWith('.test.ts'))
  expect(files.sort()).toEqual(Object.keys(PROMPTS).map((version) => `${version.replace('/', '-')}.ts`))
})
