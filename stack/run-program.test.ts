import { expect, test } from 'vitest'
import { runProgram, versionOf } from './run-program.ts'

const environment = process.env

test('what a program started ends with it when its time is up', async () => {
  const started = performance.now()
  await expect(runProgram('/bin/sh', ['-c', 'sleep 30 & sleep 30'], { timeoutMs: 200, environment })).rejects.toThrow('SIGKILL')
  expect(performance.now() - started).toBeLessThan(5_000)
})

test('a failure carries what the program wrote', async () => {
  const failure = runProgram('/bin/sh', ['-c', 'echo out; echo why >&2; exit 4'], { timeoutMs: 5_000, environment })
  await expect(failure).rejects.toMatchObject({ message: '/bin/sh ended with 4: why', stdout: 'out\n' })
  expect(await versionOf('/nowhere/program', environment)).toBeUndefined()
})
