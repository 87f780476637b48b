import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../../stack/ports.ts'
import { startProgram } from '../support/processes.ts'

/** Two API processes and two workers side by side, each of which is started again as soon as it is gone. */
export interface KilledPairs {
  /** Addresses of the API processes: they stay the same. */
  apis: readonly string[]
  /** Kills one API and one worker, in turn, every `everyMs` for `totalMs`; resolves once the last of them are ready again. */
  kill(times: { everyMs: number; totalMs: number }): Promise<Killing>
  stop(): Promise<void>
}

export interface Killing {
  /** How many times one of each was killed. */
  times: number
  /** The longest from a kill until the process was ready again, in milliseconds. */
  slowestStartMs: { api: number; worker: number }
}

/** A program that is killed again and again. */
interface Killed {
  /** Resolves once it is ready again. */
  kill(): Promise<void>
  stop(): Promise<unknown>
}

/** @throws Error when one of them does not start */
export async function startKilledPairs(environment: Record<string, string>): Promise<KilledPairs> {
  const ports = await Promise.all([freePort(), freePort()])

  async function start(file: 'api/main.ts' | 'worker/main.ts', own: Record<string, string> = {}): Promise<Killed> {
    const begin = () => startProgram(file, { ...environment, ...own })
    let program = await begin()
    return {
      async kill() {
        await program.end('SIGKILL')
        program = await begin()
      },
      stop: () => program.end('SIGTERM'),
    }
  }
  const [oneApi, otherApi, oneWorker, otherWorker] = await Promise.all([
    start('api/main.ts', { API_PORT: String(ports[0]) }),
    start('api/main.ts', { API_PORT: String(ports[1]) }),
    start('worker/main.ts'),
    start('worker/main.ts'),
  ])
  const turns = [
    { api: oneApi, worker: oneWorker },
    { api: otherApi, worker: otherWorker },
  ] as const

  return {
    apis: ports.map((port) => `http://127.0.0.1:${port}`),
    async kill({ everyMs, totalMs }) {
      const killing: Killing = { times: 0, slowestStartMs: { api: 0, worker: 0 } }
      for (let due = performance.now() + everyMs; killing.times < Math.floor(totalMs / everyMs); due = Math.max(due + everyMs, performance.now())) {
        await delay(Math.max(0, due - performance.now()))
        const turn = turns[killing.times++ % 2 === 0 ? 0 : 1]
        const again = async (kind: 'api' | 'worker') => {
          const killed = performance.now()
          await turn[kind].kill()
          killing.slowestStartMs[kind] = Math.max(killing.slowestStartMs[kind], performance.now() - killed)
        }
        await Promise.all([again('api'), again('worker')])
      }
      return killing
    },
    async stop() {
      await Promise.all(turns.flatMap(({ api, worker }) => [api.stop(), worker.stop()]))
    },
  }
}
