import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const STATIC_IMPORT = /^(?:import|export)\s(?!type\s)[^;'"]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm

/** The packages that are loaded with a file: its own, and those of what it imports before it runs. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>()
  if (seen.has(file)) return packages
  seen.add(file)
  for (const [, named, bare] of readFileSync(file, 'utf8').matchAll(STATIC_IMPORT)) {
    const imported = named ?? bare ?? ''
    const found = imported.startsWith('.') ? packagesOf(join(dirname(file), imported), seen) : [imported]
    for (const name of found) packages.add(name)
  }
  return packages
}

const OF_MODELS = /^(?:openai|@langchain|js-tiktoken)/

test.each(['worker/run-worker.ts', 'api/run-api.ts'])('%s loads nothing of what only a language model needs', (file) => {
  const packages = [...packagesOf(file)]
  expect(packages).toContain('mongodb')
  expect(packages.length).toBeGreaterThan(8)
  expect(packages.filter((name) => OF_MODELS.test(name))).toEqual([])
})

test('what asks a model needs them, so that the check above can fail', () => {
  const asking = ['activities/describing/model/ask-once.ts', 'activities/model/chat-model.ts', 'activities/describing/model/split-by-tokens.ts']
  const packages = new Set(asking.flatMap((file) => [...packagesOf(file)]))
  for (const name of ['openai', '@langchain/core/prompts', 'js-tiktoken/lite']) expect([...packages]).toContain(name)
})
