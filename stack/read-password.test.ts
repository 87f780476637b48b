import { PassThrough, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { type PasswordInput, readPassword } from './read-password.ts'

/** A terminal in which somebody types, one text a question. */
function terminal(...answers: string[]) {
  const modes: boolean[] = []
  const stream = new PassThrough() as unknown as PasswordInput & PassThrough
  Object.assign(stream, { isTTY: true, setRawMode: (raw: boolean) => void modes.push(raw) })
  let shown = ''
  const write = (text: string) => {
    shown += text
    if (text.endsWith(': ')) setImmediate(() => stream.write(answers.shift() ?? ''))
  }
  return { stream, write, modes, shown: () => shown }
}

test('a terminal is asked twice, and shows nothing of it', async () => {
  const { stream, write, modes, shown } = terminal('été 🏖x\u007f\r', 'été 🏖\n')
  expect(await readPassword(stream, write)).toBe('été 🏖')
  expect([shown(), modes]).toEqual(['Password: \nOnce more: \n', [true, false]])
})

test('what is typed differently is refused', async () => {
  const { stream, write } = terminal('one\r', 'two\r')
  await expect(readPassword(stream, write)).rejects.toThrow('The two differ')
})

test.each([
  ['Ctrl-C', 'abc\u0003'],
  ['Ctrl-D on an empty line', 'abc\u0015\u0004'],
])('%s gives up, and leaves the terminal as it was', async (_, keys) => {
  const { stream, write, modes } = terminal(keys)
  await expect(readPassword(stream, write)).rejects.toThrow('Nothing was changed.')
  expect(modes).toEqual([true, false])
})

test('a terminal that goes away gives up', async () => {
  const { stream, write } = terminal('abc')
  const password = readPassword(stream, write)
  setImmediate(() => setImmediate(() => stream.end()))
  await expect(password).rejects.toThrow('Nothing was changed.')
})

test.each([
  ['Ctrl-U clears', 'wrong\u0015quatre chevaux\r'],
  ['Ctrl-W erases a word', 'quatre wrong\u0017chevaux\r'],
  ['Ctrl-H and Delete erase a character', 'quatre chevxy\b\u007faux\r'],
  ['a character of two code units is erased whole', 'quatre 🏖\u007fchevaux\r'],
  ['arrows move', 'quatr chevaux\u001b[H\u001b[C\u001b[C\u001b[C\u001b[C\u001b[Ce\r'],
  ['other keys are ignored', '\u0000qua\u0007tre\t\u001c\u001d\u001bOP\u001b[24~\u001b[1;5A chevaux\r'],
  ['the marks of a paste are ignored', '\u001b[200~quatre chevaux\u001b[201~\r'],
])('as in a shell %s', async (_, keys) => {
  const { stream, write } = terminal(keys, 'quatre chevaux\r')
  expect(await readPassword(stream, write)).toBe('quatre chevaux')
})

test.each(['\n', '\r', '\r\n'])('both lines of a paste are read, ended by %j', async (end) => {
  const { stream, write, shown } = terminal(`quatre chevaux${end}quatre chevaux${end}`)
  expect(await readPassword(stream, write)).toBe('quatre chevaux')
  expect(shown()).toBe('Password: \nOnce more: \n')
})

test.each([
  ['with a newline', ['quatre chev', 'aux\n']],
  ['without one', ['quatre chevaux']],
  ['of Windows', ['quatre chevaux\r\nmore']],
])('the first line of a pipe is the password, %s', async (_, chunks) => {
  expect(await readPassword(Readable.from(chunks), () => {})).toBe('quatre chevaux')
})

test('an empty pipe has none', async () => {
  await expect(readPassword(Readable.from(['\n']), () => {})).rejects.toThrow('There is no password')
})
