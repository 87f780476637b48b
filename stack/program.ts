import { once } from 'node:events'
import type { Environment } from './cache.ts'
import type { RunningPart } from './running-part.ts'
import { StackError } from './stack-error.ts'
import { startChild } from './supervise.ts'

/** A process of ours: it says `ready` over its channel, and stops on SIGTERM. */
export interface Program {
  name: string
  /** Beneath the project's folder. */
  file: string
  /** Node's own. */
  flags?: readonly string[]
  /** What it gets beside the environment, which wins. */
  defaults?: Readonly<Record<string, string>>
}

const readyTimeoutMs = 60_000

/**
 * Starts a program under this Node, its lines going to the terminal, and waits until it says `ready`.
 * @throws StackError when it ends first, or says nothing in time.
 */
export async function startProgram(
  { name, file, flags = [], defaults = {} }: Program,
  { root, environment }: { root: string; environment: Environment },
): Promise<RunningPart> {
  const child = startChild({
    command: process.execPath,
    args: [...flags, file],
    environment: { ...defaults, ...environment },
    ipc: true,
    cwd: root,
    stopTimeoutMs: 20_000,
  })
  const giveUp = new AbortController()
  const timeout = setTimeout(() => giveUp.abort(), readyTimeoutMs)
  const ready = async () => {
    for (;;) if ((await once(child.process, 'message', { signal: giveUp.signal }))[0] === 'ready') return undefined
  }
  try {
    const ended = await Promise.race([ready(), child.exited])
    if (ended !== undefined) throw new StackError(`${name} stopped while starting (${ended}): its last lines above say why.`)
  } catch (error) {
    await child.stop()
    if (giveUp.signal.aborted) throw new StackError(`${name} did not say that it is ready within ${readyTimeoutMs / 1000} s: see its lines above.`)
    throw error
  } finally {
    clearTimeout(timeout)
    giveUp.abort()
  }
  return { name, what: file, address: '', ...child }
}
