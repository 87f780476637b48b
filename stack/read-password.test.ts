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
  expect([shown(), modes]).toEqual(['Password: \nOnce more: \n', [true, false, true, false]])
})

test('what is typed differently is refused', async () => {
  const { stream, write } = terminal('one\r', 'two\r')
  await expect(readPassword(stream, write)).rejects.toThrow('The two differ')
})

test.each([
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
])('%s gives up, and leaves the terminal as it was', async (_, key) => {
  const { stream, write, modes } = terminal(`abc${key}`)
  await expect(readPassword(stream, write)).rejects.toThrow('Nothing was changed.')
  expect(modes).toEqual([true, false])
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
