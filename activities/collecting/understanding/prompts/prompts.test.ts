import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PROMPT } from '../model-reader.ts'

/** The prompts that were ever used, by what they say. */
const PROMPTS: Record<string, string> = { 'read-query/1': 'bc80cc8bc50b78ab' }

test('a prompt that is changed is a new version, in a file of its own', () => {
  const said = createHash('sha256').update(`${PROMPT.system}\n${PROMPT.human}`).digest('hex').slice(0, 16)
  expect(PROMPTS[PROMPT.version]).toBe(said)
  const files = readdirSync(import.meta.dirname).filter((name) => !name.endsWith('.test.ts'))
  expect(files.sort()).toEqual(Object.keys(PROMPTS).map((version) => `${version.replace('/', '-')}.ts`))
})
