import { connect } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fullDiskSentence, isFull } from './disk.ts'
import { StackError } from './stack-error.ts'
import type { Child } from './supervise.ts'

/** A part of the stack that runs, whoever started it. */
export interface RunningPart {
  name: string
  /** What it is: `mongod 8.0.x (official download)`. */
  what: string
  address: string
  /** 0 for one that runs elsewhere. */
  pid: number
  /** How it ended, once it has; never for one that runs elsewhere. */
  exited: Promise<string>
  /** The last lines of its log, for a person. */
  lastLines(): string
  stop(): Promise<void>
  /** Without waiting, when there is no time left. */
  kill(): void
}

/** A part that somebody else started: it is used, never stopped. */
export const externalPart = (name: string, address: string): RunningPart => ({
  name,
  what: 'external',
  address,
  pid: 0,
  exited: new Promise(() => {}),
  lastLines: () => '',
  stop: async () => {},
  kill: () => {},
})

/**
 * Waits until the check passes.
 * @throws StackError when the child ends first, or is not ready in time; it is stopped then.
 */
export async function untilReady(name: string, child: Child, check: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  let ended: string | undefined
  void child.exited.then((how) => {
    ended = how
  })
  while (!(await check())) {
    if (ended !== undefined) {
      const lines = child.lastLines()
      if (/No space left|ENOSPC/i.test(lines) || (child.logFile && (await isFull(dirname(child.logFile)))))
        throw new StackError(fullDiskSentence(name))
      if (/resource busy|DBPathInUse|database is locked/i.test(lines)) throw new StackError(`${name}'s data are still in use by another process: wait until it has stopped, then run the same command again.`) // biome-ignore format: one sentence
      throw new StackError(`${name} stopped while starting (${ended}):\n${lines}`)
    }
    if (Date.now() > deadline) {
      await child.stop()
      throw new StackError(`${name} was not ready within ${timeoutMs / 1000} s:\n${child.lastLines()}`)
    }
    await delay(25)
  }
}

/** Whether something accepts connections there. */
export const accepts = (port: number, host = '127.0.0.1', timeoutMs = 1_000): Promise<boolean> =>
  new Promise((answer) => {
    const socket = connect({ port, host, timeout: timeoutMs })
    const end = (accepted: boolean) => () => {
      socket.destroy()
      answer(accepted)
    }
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false))
  })
