/** What a client was answered; undefined: it got no answer, or one that is none of success. */
export type Answered = Record<string, unknown> | unknown[] | undefined

export interface BalancedRequests {
  request(method: string, path: string, sent?: { token: string; body?: unknown; key?: string; onSent?: () => void }): Promise<Answered>
  /** How it went so far. */
  counted: {
    asked: number
    /** Whose first connection was refused or cut. */
    moved: number
    failed: number
    /** The failed ones, by what was asked for and what came of it. */
    failures: Map<string, number>
  }
}

const PATIENCE_MS = 15_000

/**
 * Requests that go to several API processes in turn, and once more to the next one when their connection is refused or cut, as a load
 * balancer sends them. `onSent` is told each time that one may have arrived.
 */
export function createBalancedRequests(apis: readonly string[]): BalancedRequests {
  const counted: BalancedRequests['counted'] = { asked: 0, moved: 0, failed: 0, failures: new Map() }
  let turn = 0

  function failed(method: string, path: string, why: string): undefined {
    const what = `${method} /${path.split(/[/?]/)[1]}: ${why}`
    counted.failed++
    counted.failures.set(what, (counted.failures.get(what) ?? 0) + 1)
  }

  return {
    counted,
    async request(method, path, { token = '', body, key, onSent } = { token: '' }) {
      const first = turn++
      counted.asked++
      const headers = {
        Authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(key !== undefined && { 'Idempotency-Key': key }),
      }
      const content = body !== undefined && { body: JSON.stringify(body) }
      const send = async (attempt: number) => {
        const signal = AbortSignal.timeout(PATIENCE_MS)
        const response = await fetch(apis[(first + attempt) % apis.length] + path, { method, headers, signal, ...content })
        return { ok: response.ok, status: response.status, text: await response.text() }
      }
      for (const attempt of [0, 1]) {
        try {
          const { ok, status, text } = await send(attempt)
          onSent?.()
          return ok ? (JSON.parse(text) as Answered) : failed(method, path, `${status} ${codeOf(text)}`)
        } catch (error) {
          if (!isRefused(error)) onSent?.()
          if (attempt === 1) return failed(method, path, (error as Error).message)
          counted.moved++
        }
      }
    },
  }
}

const isRefused = (error: unknown) => ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED'

function codeOf(problem: string): string {
  try {
    return String((JSON.parse(problem) as { code?: string }).code)
  } catch {
    return problem.slice(0, 80)
  }
}
