import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

/**
 * The table of docs/architecture.md, "Layout and import rules", for what is loaded when the program runs. Types, which the linter
 * can't tell from values, are no part of it: `import type` loads nothing.
 */
const MAY_IMPORT: Record<string, RegExp> = {
  core: /^core\//,
  activities: /^(core|activities)\//,
  workflows: /^(workflows\/|core\/temporal\/names\.ts$|core\/domain\/[\w-]+-rules\.ts$)/,
  worker: /^(core|activities|workflows|worker)\//,
  api: /^(core|api)\//,
}
const WORKFLOW_PACKAGES = /^@temporalio\/(workflow|common)$/
const IMPORT = /(?:^(?:import|export)(?! type\b)[^'";]*? from |^import |\bimport\()'([^']+)'/gm

const imports = Object.keys(MAY_IMPORT).flatMap((folder) =>
  globSync(`${folder}/**/*.ts`, { exclude: ['**/*.test.ts', '**/*.d.ts'] }).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, path = '']) => {
      const own = path.startsWith('.')
      return { folder, file, own, target: own ? join(dirname(file), path) : path }
    }),
  ),
)

test.each(Object.entries(MAY_IMPORT))('%s imports what is beneath it, nothing else', (folder, allowed) => {
  const own = imports.filter((one) => one.own && one.folder === folder)
  expect(own.length).toBeGreaterThan(0)
  expect(own.filter(({ target }) => !allowed.test(target))).toEqual([])
})

test('workflows load the SDK’s deterministic packages alone', () => {
  const packages = imports.filter(({ folder, own }) => folder === 'workflows' && !own)
  expect(packages.filter(({ target }) => !WORKFLOW_PACKAGES.test(target))).toEqual([])
})

test('the rules that workflows load have no zod beneath them', () => {
  const rules = imports.filter(({ file }) => /^core\/(domain\/[\w-]+-rules|temporal\/names)\.ts$/.test(file))
  expect(rules.filter(({ target }) => !/-rules\.ts$/.test(target))).toEqual([])
})

test('core/db alone knows MongoDB, and what words its driver’s errors', () => {
  const knowing = imports.filter(({ file, target }) => target === 'mongodb' && !file.startsWith('core/db/'))
  expect(knowing.map(({ file }) => file)).toEqual(['api/http/problems.ts'])
})
