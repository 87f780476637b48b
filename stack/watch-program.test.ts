import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { watchProgram } from './watch-program.ts'

test('a change starts the program again, and a broken one waits for the next change', async () => {
  const root = await mkdtemp(join(tmpdir(), 'job-tracker-test-'))
  for (const folder of ['api', 'core', 'activities', 'workflows', 'worker']) await mkdir(join(root, folder))
  const program = (text: string) =>
    writeFile(
      join(root, 'api', 'main.ts'),
      `import { appendFileSync } from 'node:fs'\nappendFileSync('starts', '${text} ')\nprocess.once('SIGTERM', () => process.exit(0))\nprocess.once('disconnect', () => process.exit(0))\nprocess.send?.('ready')\n`,
    )
  const starts = () => readFile(join(root, 'starts'), 'utf8')
  const lines: string[] = []
  await program('first')
  const part = await watchProgram({ name: 'API', file: 'api/main.ts' }, { root, environment: process.env, log: (line) => void lines.push(line) })
  try {
    const firstPid = part.pid
    await program('second')
    await expect.poll(starts, { timeout: 10_000 }).toBe('first second ')
    await expect.poll(() => part.pid, { timeout: 10_000 }).not.toBe(firstPid)

    await writeFile(join(root, 'api', 'main.ts'), 'this is no program')
    await expect.poll(() => lines.at(-1), { timeout: 10_000 }).toContain('API stopped while starting')
    await program('third')
    await expect.poll(starts, { timeout: 10_000 }).toBe('first second third ')
  } finally {
    await part.stop()
    await rm(root, { recursive: true, force: true })
  }
})
