import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { workflowBundle } from './workflow-bundle.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-tracker-bundle-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('the bundle holds the workflows and their interceptors, and no zod', async () => {
  const { code } = await workflowBundle(folder)
  for (const module of ['workflows/describe-application.ts', 'workflows/reconcile.ts', 'workflows/request-id.ts']) expect(code).toContain(module)
  expect(code).not.toMatch(/node_modules\/zod|ZodType/)
  expect(code.length).toBeLessThan(2_250_000)
})

test('it is made once, and one of former sources is thrown away', async () => {
  await writeFile(join(folder, 'workflows-0123456789abcdef.js'), 'of former sources')
  const [name] = (await readdir(folder)).filter((file) => !file.includes('0123456789abcdef'))
  const made = (await stat(join(folder, name as string))).mtimeMs
  await workflowBundle(folder)
  expect((await stat(join(folder, name as string))).mtimeMs).toBe(made)

  await rm(join(folder, name as string))
  await workflowBundle(folder)
  expect(await readdir(folder)).toEqual([name])
})
