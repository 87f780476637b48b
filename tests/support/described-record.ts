import { ApplicationFailure } from '@temporalio/common'
import type { Activities } from '../../activities/index.ts'

/** The application of these tests. */
export const ID = '6560f0c2a7b4c1d2e3f40516'
export const input = { application_id: ID }

type Finish = Parameters<Activities['finishDescription']>[0]

/** A record as the repository would keep it: what is asked for is a counter. */
export function record() {
  const finished: Finish[] = []
  const steps: string[] = []
  const fetched: number[] = []
  let current: number | undefined = 1
  const activities = {
    renewDescription: async () => {
      current ??= 2
    },
    beginDescription: async () => (current === undefined ? null : { request: current, host: `jobs${current > 1 ? current : ''}.example.com` }),
    noteDescriptionStep: async ({ step }) => void steps.push(step),
    finishDescription: async (end) => {
      finished.push(end)
      const stored = end.request === current
      if (stored) current = undefined
      return { stored, status: end.outcome.status }
    },
    fetchPage: async ({ request }) => {
      fetched.push(request)
      return { pageId: 'http-page', bytes: 1_000, via: 'http' }
    },
    extractFacts: async () => ({ kind: 'offer' }),
    renderPage: async ({ request }) => {
      fetched.push(request)
      return { pageId: 'browser-page', bytes: 2_000, via: 'browser' }
    },
    describeOffer: async () => ({ hasModel: false }),
  } satisfies Partial<Activities> as Partial<Activities>
  /** The user asks again, perhaps for another address. */
  const change = (request: number | undefined) => {
    current = request
  }
  return { activities, finished, steps, fetched, change }
}

/** An activity that fails so. */
export const failing =
  (type: string, params: Record<string, string | number> = {}, nonRetryable = true) =>
  async (): Promise<never> => {
    throw ApplicationFailure.create({ type, message: type, details: [params], nonRetryable })
  }
