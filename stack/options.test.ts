import { execFile } from 'node:child_process'
import { expect, test } from 'vitest'
import { commandOn, readOptions } from './options.ts'

test('an option stands for the variable of its name', () => {
  const { environment, flags, values, positionals } = readOptions(['go', '--data-dir', 'x y', '--to=mongod', '--watch'], { HOME: '/me' }, { command: 'npm', own: ['to'], flags: ['watch'], commands: true }) // biome-ignore format: one line reads better
  expect(environment).toEqual({ HOME: '/me', DATA_DIR: 'x y' })
  expect([...flags]).toEqual(['watch'])
  expect(values.to).toBe('mongod')
  expect(positionals).toEqual(['go'])
})

test('the command for another folder can be pasted into a shell', () => {
  expect(commandOn('npm run demo', `${process.cwd()}/.data`)).toBe('npm run demo')
  expect(commandOn('npm run demo', '/tmp/x')).toBe('npm run demo -- --data-dir /tmp/x')
  expect(commandOn('npm run demo', "/tmp/it's x")).toBe(`npm run demo -- --data-dir '/tmp/it'\\''s x'`)
})

test('the demo and the stack command name a wrong option, and a file where a folder should be', async () => {
  const output = (file: string, ...args: string[]) =>
    new Promise<string>((ended) => execFile(process.execPath, [file, ...args], (_error, out, err) => ended((out + err).trim())))
  expect(await output('stack/demo.ts', '--fast')).toBe("Unknown option '--fast': see `npm run demo -- --help`.")
  expect(await output('stack/stack.ts', 'status', '--fast')).toBe("Unknown option '--fast': see `npm run stack -- --help`.")
  expect(await output('stack/stack.ts', 'status', '--data-dir', 'README.md')).toMatch(/^A file is where a folder should be \(.*README\.md/)
})
