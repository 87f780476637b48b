import type { ReadStream } from 'node:tty'
import { StackError } from './stack-error.ts'

const INTERRUPT = '\u0003'
const END_OF_INPUT = '\u0004'
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
  const password = await hiddenLine(input, 'Password: ', write)
  if ((await hiddenLine(input, 'Once more: ', write)) !== password) throw new StackError('The two differ: run the same command again.')
  return password
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

function hiddenLine(input: PasswordInput, question: string, write: (text: string) => void): Promise<string> {
  write(question)
  input.setRawMode?.(true)
  input.setEncoding('utf8')
  input.resume()
  return new Promise((answer, failed) => {
    let typed: string[] = []
    const end = (settle: () => void) => {
      input.off('data', read).setRawMode?.(false)
      input.pause()
      write('\n')
      settle()
    }
    const read = (text: string) => {
      for (const character of text) {
        if (character === '\r' || character === '\n') return end(() => answer(typed.join('')))
        if (character === INTERRUPT || character === END_OF_INPUT) return end(() => failed(new StackError('Nothing was changed.')))
        typed = character === '\u007f' || character === '\b' ? typed.slice(0, -1) : [...typed, character]
      }
    }
    input.on('data', read)
  })
}
