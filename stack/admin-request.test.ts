import { expect, test } from 'vitest'
import { UsageError } from './admin-commands.ts'
import { readAdminCommandLine } from './admin-request.ts'

test('a command line names the command, whom it is about, and the database', () => {
  const read = readAdminCommandLine(['create', 'a@example.com', '--username', 'A', '--generate', '--data-dir', 'elsewhere'], {})
  expect(read).toEqual({
    environment: { DATA_DIR: 'elsewhere' },
    request: { command: 'create', email: 'a@example.com', username: 'A' },
    generate: true,
  })
})

test.each([[[]], [['--help']], [['promote', '--help']]])('%j asks for help', (args) => {
  expect(readAdminCommandLine(args, {}).request).toBeUndefined()
})

test.each([
  ['another command', ['delete', 'a@example.com'], 'delete is no command'],
  ['nobody', ['promote'], 'Say whose account it is'],
  ['a blank e-mail', ['promote', ' '], 'Say whose account it is'],
  ['a password', ['set-password', 'a@example.com', 'quatre chevaux'], 'and no password'],
  ['another option', ['create', 'a@example.com', '--password', 'x'], 'Unknown option'],
  ['a username to promote', ['promote', 'a@example.com', '--username', 'x'], 'for create only'],
])('%s is refused', (_, args, sentence) => {
  const reading = () => readAdminCommandLine(args, {})
  expect(reading).toThrow(UsageError)
  expect(reading).toThrow(sentence)
})
