import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { portProblem } from '../core/net/port-problem.ts'
import type { PartPort } from './settings.ts'
import { StackError } from './stack-error.ts'

/**
 * Looks before anything starts; a port that is taken may become free within `patienceMs`.
 * @throws StackError naming the first part whose port is taken, and how to choose another.
 */
export async function checkPorts(parts: readonly PartPort[], { patienceMs = 0 }: { patienceMs?: number } = {}): Promise<void> {
  const deadline = Date.now() + patienceMs
  for (const [index, { part, port, host, option, variable }] of parts.entries()) {
    const twin = parts.slice(0, index).find((other) => other.port === port)
    const another = `choose another with \`${option} ${neighbour(port)}\` (or ${variable})`
    if (twin) throw new StackError(`${twin.part} and ${part} are both given port ${port}: ${another}.`)
    let problem = await portProblem(port, host)
    while (problem === 'EADDRINUSE' && Date.now() < deadline) {
      await delay(100)
      problem = await portProblem(port, host)
    }
    if (problem === 'EADDRINUSE') throw new StackError(`Port ${port}, which ${part} wants, is taken: stop what listens there, or ${another}.`)
    if (problem === 'EACCES')
      throw new StackError(`Port ${port} may not be used by this user for ${part} (those below 1024 are the administrator's): ${another}.`)
    if (problem) throw new StackError(`${part} cannot listen on ${host}:${port} (${problem}): check the address, or ${another}.`)
  }
}

/** Another that may be free: those below 1024 are mostly closed to people. */
const neighbour = (port: number) => (port < 1_024 ? 8_001 : port === 65_535 ? port - 1 : port + 1)

/** A port that was free just now. */
export const freePort = (): Promise<number> =>
  new Promise((answer, failed) => {
    const server = createServer().once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => answer(typeof address === 'object' && address ? address.port : 0))
    })
  })
