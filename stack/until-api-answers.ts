import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from './cache.ts'
import { StackError } from './stack-error.ts'
import type { StackStatus } from './start-stack.ts'

interface Holder {
  status: StackStatus
  released: Promise<void>
}

const readyTimeoutMs = 120_000

/**
 * A stack answers for its folder before its API does: waits until `/health/ready` says yes.
 * @throws StackError when the stack stops first, or two minutes pass.
 */
export async function untilApiAnswers({ status, released }: Holder, { dataDir, log }: { dataDir: string; log: Log }): Promise<void> {
  if (!status.apiUrl) throw new StackError(`Process ${status.pid} works on ${dataDir}: wait until it has ended, then run the same command again.`)
  let ended = false
  void released.then(() => {
    ended = true
  })
  const deadline = Date.now() + readyTimeoutMs
  for (let tries = 0; !(await isReady(status.apiUrl)); tries++) {
    if (ended) throw new StackError(`The stack on ${dataDir} stopped while starting: its own lines say why.`)
    if (Date.now() > deadline)
      throw new StackError(`The API at ${status.apiUrl} was not ready within ${readyTimeoutMs / 1_000} s: see the lines of npm start.`)
    if (tries === 0) log(`Waiting until the API at ${status.apiUrl} is ready…`)
    await delay(250)
  }
}

const isReady = (apiUrl: string): Promise<boolean> =>
  fetch(`${apiUrl}/health/ready`, { signal: AbortSignal.timeout(5_000) }).then(
    ({ ok }) => ok,
    () => false,
  )
