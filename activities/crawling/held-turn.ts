import { type HostTurns, hostOf, type Turn, type TurnOptions } from './host-turns.ts'
import { PageError } from './page-error.ts'

export type HeldTurn = ReturnType<typeof holdTurn>

/** The turns of one request and its redirects: one at a time, kept while they stay on a host. */
export function holdTurn(turns: HostTurns, { isCounted = true } = {}) {
  let turn: Turn | undefined

  async function end(): Promise<void> {
    const ended = turn
    turn = undefined
    await ended?.end({ isCounted })
  }

  return {
    /** Gives the turn back unless it is this address's host's. */
    leaveFor: async (url: URL): Promise<void> => (turn?.host === hostOf(url) ? undefined : end()),

    /** Waits for the turn of an address's host, or for its gap where it is held already. */
    async enter(url: URL, options: TurnOptions): Promise<void> {
      if (turn?.host === hostOf(url)) return turn.next(options.signal)
      await end()
      turn = await turns.take(hostOf(url), options)
    },

    /** Leaves the host alone for as long as its Retry-After said, whoever asks. */
    async heed(problem: unknown): Promise<void> {
      if (!(problem instanceof PageError)) return
      const { retryAfterMs, params } = problem
      const waitMs = retryAfterMs ?? Number(params.retry_after_s ?? 0) * 1_000
      if (waitMs > 0) await turn?.pause(waitMs)
    },

    end,
  }
}
