import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import type { ReadStream } from 'node:tty'
import { StackError } from './stack-error.ts'

const MAX_LENGTH = 10_000

/** Where a password comes from: a terminal, which `setRawMode` tells from a pipe. */
export type PasswordInput = NodeJS.ReadStream | (NodeJS.ReadableStream & Partial<Pick<ReadStream, 'setRawMode' | 'isTTY'>>)

/**
 * A password from a terminal, typed twice and not shown, or the first line of a pipe. Never from the command line, which other users of
 * the machine can read.
 * @throws StackError when there is none, or the two differ
 */
export async function readPassword(input: PasswordInput, write: (text: string) => void): Promise<string> {
  if (!input.isTTY) return await firstLine(input)
  const { ask, end } = hiddenLines(input, write)
  try {
    const password = await ask('Password: ')
    if ((await ask('Once more: ')) !== password) throw new StackError('The two differ: run the same command again.')
    return password
  } finally {
    end()
  }
}

async function firstLine(input: PasswordInput): Promise<string> {
  let text = ''
  input.setEncoding('utf8')
  for await (const chunk of input) {
    text += chunk
    if (text.includes('\n') || text.length > MAX_LENGTH) break
  }
  const line = text.split(/\r?\n/, 1)[0] ?? ''
  if (line === '') throw new StackError('There is no password: write it to the standard input, or let --generate make one.')
  return line
}

/** Lines that are edited as in a shell and not shown; of a paste, each question gets its own. */
function hiddenLines(input: PasswordInput, write: (text: string) => void) {
  const output = new Writable({ write: (_chunk, _encoding, written) => written() })
  const terminal = createInterface({ input, output, terminal: true, historySize: 0, crlfDelay: Number.POSITIVE_INFINITY })
  const lines = terminal[Symbol.asyncIterator]()
  return {
    async ask(question: string): Promise<string> {
      write(question)
      const { value, done } = await lines.next()
      write('\n')
      if (done) throw new StackError('Nothing was changed.')
      // Keys that edit nothing leave their character.
      return value.replace(/\p{Cc}/gu, '')
    },
    end: () => terminal.close(),
  }
}
