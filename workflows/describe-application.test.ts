import { Context, log } from '@temporalio/activity'
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client'
import { ApplicationFailure, CancelledFailure, defineSearchAttributeKey } from '@temporalio/common'
import { expect, test } from 'vitest'
import type { Activities } from '../activities/index.ts'
import { gate, logged, runWorkflow } from '../tests/support/run-workflow.ts'

const ID = '6560f0c2a7b4c1d2e3f40516'
const input = { application_id: ID }

type Finish = Parameters<Activities['finishDescription']>[0]

/** A record as the repository would keep it: what is asked for is a counter. */
function record() {
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
    describeOffer: async () => {},
  } satisfies Partial<Activities> as Partial<Activities>
  /** The user asks again, perhaps for another address. */
  const change = (request: number | undefined) => {
    current = request
  }
  return { activities, finished, steps, fetched, change }
}

const failing =
  (type: string, params: Record<string, string | number> = {}, nonRetryable = true) =>
  async (): Promise<never> => {
    throw ApplicationFailure.create({ type, message: type, details: [params], nonRetryable })
  }

test('a plain page is fetched, read, described and saved, each once', async () => {
  const { activities, finished, steps, fetched } = record()
  expect(await runWorkflow('describeApplication', input, activities)).toEqual({ status: 'done' })
  expect(fetched).toEqual([1])
  expect(steps).toEqual(['writing'])
  expect(finished).toEqual([{ applicationId: ID, request: 1, outcome: { status: 'done', pageId: 'http-page' } }])
})

test('a page that needs a browser is opened in one, and what the browser saw is described', async () => {
  const { activities, finished, steps } = record()
  const described: string[] = []
  const result = await runWorkflow('describeApplication', input, {
    ...activities,
    extractFacts: async ({ pageId }) => ({ kind: pageId === 'http-page' ? 'needs_browser' : 'offer' }),
    describeOffer: async ({ pageId }) => void described.push(pageId),
  })
  expect(result).toEqual({ status: 'done' })
  expect(steps).toEqual(['rendering', 'writing'])
  expect(described).toEqual(['browser-page'])
  expect(finished[0]?.outcome).toEqual({ status: 'done', pageId: 'browser-page' })
})

test('a page that needs a browser where there is none ends with that reason', async () => {
  const { activities, finished } = record()
  const result = await runWorkflow('describeApplication', input, {
    ...activities,
    extractFacts: async () => ({ kind: 'needs_browser' }),
    renderPage: failing('not_a_page', { reason: 'no_browser' }),
  })
  expect(result).toEqual({ status: 'failed', code: 'fetch_refused' })
  expect(finished[0]?.outcome).toEqual({ status: 'failed', failure: { code: 'fetch_refused', params: { reason: 'no_browser' } }, retryAt: null })
})

test.each([
  ['not_an_offer', { status: 'not_an_offer' }],
  ['login_required', { status: 'failed', failure: { code: 'login_required', params: {} }, retryAt: null }],
  ['gone', { status: 'failed', failure: { code: 'page_gone', params: {} }, retryAt: null }],
] as const)('a page that reads as %s is not described', async (kind, outcome) => {
  const { activities, finished } = record()
  await runWorkflow('describeApplication', input, { ...activities, extractFacts: async () => ({ kind }), describeOffer: failing('described') })
  expect(finished).toEqual([{ applicationId: ID, request: 1, outcome }])
})

test('a page that can’t be had ends the record with its code', async () => {
  const { activities, finished } = record()
  const result = await runWorkflow('describeApplication', input, { ...activities, fetchPage: failing('blocked', { status: 403 }) })
  expect(result).toEqual({ status: 'failed', code: 'blocked' })
  expect(finished[0]?.outcome).toEqual({ status: 'failed', failure: { code: 'blocked', params: { status: 403 } }, retryAt: null })
})

test('a page that has expired before it was read ends the record', async () => {
  const { activities, finished } = record()
  await runWorkflow('describeApplication', input, { ...activities, extractFacts: failing('page_expired') })
  expect(finished[0]?.outcome).toMatchObject({ failure: { code: 'timed_out', params: { reason: 'page_expired' } } })
})

test('a site that fails twice is asked a third time', async () => {
  const { activities } = record()
  const { fetchPage } = activities
  let attempts = 0
  const result = await runWorkflow('describeApplication', input, {
    ...activities,
    fetchPage: (page) =>
      (++attempts < 3 ? failing('unreachable', { status: 503 }, false)() : fetchPage?.(page)) as ReturnType<Activities['fetchPage']>,
  })
  expect(result).toEqual({ status: 'done' })
  expect(attempts).toBe(3)
})

test('what nobody foresaw ends the record and fails the workflow, so that operators find it', async () => {
  const { activities, finished } = record()
  const run = runWorkflow('describeApplication', input, { ...activities, extractFacts: failing('TypeError') })
  await expect(run).rejects.toThrow(WorkflowFailedError)
  expect(finished[0]?.outcome).toMatchObject({ failure: { code: 'fetch_refused', params: { reason: 'unreadable' } } })
})

test('the address changed in the middle: what was read comes too late, the new address is described', async () => {
  const { activities, finished, fetched, change } = record()
  const [fetching, changed] = [gate(), gate()]
  const result = await runWorkflow(
    'describeApplication',
    input,
    {
      ...activities,
      fetchPage: async ({ request }) => {
        fetched.push(request)
        fetching.resolve()
        await changed.promise
        return { pageId: `page-${request}`, bytes: 1, via: 'http' }
      },
    },
    {
      meanwhile: async (workflow) => {
        await fetching.promise
        change(2)
        await workflow.signal('requested', { request_id: 'the-second' })
        changed.resolve()
      },
    },
  )
  expect(result).toEqual({ status: 'done' })
  expect(fetched).toEqual([1, 2])
  expect(finished.map(({ request, outcome }) => [request, outcome.status])).toEqual([
    [1, 'done'],
    [2, 'done'],
  ])
})

test('a newer counter without its signal is found all the same', async () => {
  const { activities, fetched, change } = record()
  const result = await runWorkflow('describeApplication', input, {
    ...activities,
    extractFacts: async () => {
      if (fetched.length === 1) change(2)
      return { kind: 'offer' }
    },
  })
  expect(result).toEqual({ status: 'done' })
  expect(fetched).toHaveLength(2)
})

test('the record changed before its page was asked for: it is read again, and nothing is written under the former counter', async () => {
  const { activities, finished, change } = record()
  const result = await runWorkflow('describeApplication', input, {
    ...activities,
    fetchPage: async ({ request }) => {
      if (request === 2) return { pageId: 'http-page', bytes: 1, via: 'http' }
      change(2)
      return failing('stale')()
    },
  })
  expect(result).toEqual({ status: 'done' })
  expect(finished.map(({ request }) => request)).toEqual([2])
})

test('the user wrote a text meanwhile: the workflow ends, nothing is overwritten', async () => {
  const { activities, finished, change } = record()
  const result = await runWorkflow('describeApplication', input, { ...activities, describeOffer: async () => change(undefined) })
  expect(result).toEqual({ status: 'nothing_to_do' })
  expect(finished).toHaveLength(1)
})

test('a record that asks for nothing costs one read', async () => {
  const { activities, change } = record()
  change(undefined)
  expect(await runWorkflow('describeApplication', input, { ...activities, fetchPage: failing('fetched') })).toEqual({ status: 'nothing_to_do' })
})

test('an operator has a record that had its end described again, once', async () => {
  const { activities, finished, change } = record()
  change(undefined)
  expect(await runWorkflow('describeApplication', { ...input, again: true }, activities)).toEqual({ status: 'done' })
  expect(finished.map(({ request }) => request)).toEqual([2])
})

test('the signal that starts a workflow does not send it round a second time', async () => {
  const { activities } = record()
  const { beginDescription } = activities
  let begun = 0
  const counted: Partial<Activities> = {
    ...activities,
    beginDescription: (given) => {
      begun++
      return beginDescription?.(given) ?? Promise.resolve(null)
    },
  }
  expect(await runWorkflow('describeApplication', input, counted, { requestId: 'first' })).toEqual({ status: 'done' })
  expect(begun).toBe(1)
})

test('cancelled by an operator: the record says so', async () => {
  const { activities, finished } = record()
  const fetching = gate()
  const run = runWorkflow(
    'describeApplication',
    input,
    {
      ...activities,
      fetchPage: async () => {
        fetching.resolve()
        return Context.current().cancelled
      },
    },
    {
      on: 'dev',
      meanwhile: async (workflow) => {
        await fetching.promise
        await workflow.cancel()
      },
    },
  )
  await expect(run).rejects.toMatchObject({ cause: expect.any(CancelledFailure) })
  expect(finished).toEqual([
    { applicationId: ID, request: 1, outcome: { status: 'failed', failure: { code: 'timed_out', params: { reason: 'cancelled' } }, retryAt: null } },
  ])
})

test('MongoDB away while the page is kept: the site is asked again only once MongoDB is back', async () => {
  const { activities } = record()
  let [fetches, notes] = [0, 0]
  const result = await runWorkflow('describeApplication', input, {
    ...activities,
    fetchPage: async () => {
      if (++fetches === 1) throw ApplicationFailure.create({ type: 'database_away' })
      return { pageId: 'http-page', bytes: 1, via: 'http' }
    },
    noteDescriptionStep: async () => {
      if (++notes < 10) throw ApplicationFailure.create({ type: 'database_away' })
    },
  })
  expect(result).toEqual({ status: 'done' })
  expect([fetches, notes]).toEqual([2, 11])
})

/** As Temporal's core says it of an activity that a stopping worker did not wait for. */
const stopped = failing('WorkerShutdown', {}, false)

test('workers that are stopped cost the page none of its attempts', async () => {
  const { activities } = record()
  let attempts = 0
  const result = await runWorkflow('describeApplication', input, {
    ...activities,
    fetchPage: async () => {
      attempts++
      if (attempts <= 4) return stopped()
      if (attempts <= 6) return failing('unreachable', { status: 503 }, false)()
      return { pageId: 'http-page', bytes: 1, via: 'http' }
    },
  })
  expect([result, attempts]).toEqual([{ status: 'done' }, 7])
})

test('a worker that died is noticed by its missing heartbeats, and costs the page no attempt', async () => {
  const { activities } = record()
  const attempts: number[] = []
  const fetchPage = async () => {
    const activity = Context.current()
    attempts.push(activity.info.attempt)
    if (attempts.length > 1) return { pageId: 'http-page', bytes: 1, via: 'http' as const }
    Object.assign(activity, { heartbeat: () => {} })
    return activity.cancelled
  }
  expect(await runWorkflow('describeApplication', input, { ...activities, fetchPage }, { on: 'dev' })).toEqual({ status: 'done' })
  expect(attempts).toEqual([1, 1])
})

test('a page that loses every worker has its end, which blames nobody', async () => {
  const { activities, finished } = record()
  let attempts = 0
  const extractFacts = () => {
    attempts++
    return stopped()
  }
  const result = await runWorkflow('describeApplication', input, { ...activities, extractFacts })
  expect([result, attempts]).toEqual([{ status: 'failed', code: 'timed_out' }, 5])
  expect(finished[0]?.outcome).toMatchObject({ failure: { code: 'timed_out', params: { reason: 'interrupted' } } })
})

test.each([[{}], [{ application_id: 'x' }], [undefined]])('%o is refused at once, with the JSON to type', async (wrong) => {
  const error = await runWorkflow('describeApplication', wrong as never, {}).catch((error: Error) => error)
  expect(error).toMatchObject({ cause: { type: 'bad_input', nonRetryable: true } })
  const shown = (error as { cause: Error }).cause.message.match(/\{.*?\}/g) ?? []
  expect(shown.map((json) => JSON.parse(json))).toEqual([{ application_id: ID }, { application_id: ID, again: true }])
})

test('progress tells the step and the round, the details read well', async () => {
  const { activities } = record()
  const [fetching, seen] = [gate(), gate()]
  let details = ''
  await runWorkflow(
    'describeApplication',
    input,
    {
      ...activities,
      fetchPage: async () => {
        fetching.resolve()
        await seen.promise
        return { pageId: 'http-page', bytes: 1, via: 'http' }
      },
    },
    {
      meanwhile: async (workflow) => {
        await fetching.promise
        expect(await workflow.query('progress')).toEqual({ application_id: ID, step: 'fetching', rounds: 1 })
        details = (await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata')).currentDetails
        seen.resolve()
      },
    },
  )
  expect(details).toBe('Fetches a page of jobs.example.com, round 1.')
})

test.each([
  ['jobs.example.com', 'jobs2.example.com'],
  [undefined, undefined],
])('started under the host %s, a run whose address changes is found by %s', async (host, found) => {
  const { activities, change } = record()
  let workflow: WorkflowHandle | undefined
  const extractFacts: Activities['extractFacts'] = async () => {
    change(2)
    return { kind: 'offer' }
  }
  const meanwhile = async (handle: WorkflowHandle) => {
    workflow = handle
  }
  await runWorkflow('describeApplication', input, { ...activities, extractFacts }, { on: 'dev', ...(host && { host }), meanwhile })
  const { typedSearchAttributes } = await (workflow as WorkflowHandle).describe()
  expect(typedSearchAttributes.get(defineSearchAttributeKey('JobTrackerHost', 'KEYWORD'))).toBe(found)
})

test('log lines of the workflow and its activities carry the id of the request that is served', async () => {
  const { activities, change } = record()
  const [fetching, changed] = [gate(), gate()]
  await runWorkflow(
    'describeApplication',
    input,
    {
      ...activities,
      fetchPage: async ({ request }) => {
        log.info(`fetches for request ${request}`)
        fetching.resolve()
        await changed.promise
        return { pageId: `page-${request}`, bytes: 1, via: 'http' }
      },
    },
    {
      requestId: 'first-request',
      meanwhile: async (workflow) => {
        await fetching.promise
        change(2)
        await workflow.signal('requested', { request_id: 'second-request' })
        changed.resolve()
      },
    },
  )
  const ids = (text: string) =>
    logged.filter(({ msg, request_id }) => msg.includes(text) && /^(first|second)-request$/.test(String(request_id))).map((line) => line.request_id)
  expect(ids('fetches for request 1')).toEqual(['first-request'])
  expect(ids('fetches for request 2')).toEqual(['second-request'])
  expect(ids('A description has ended')).toEqual(['second-request'])
  expect(ids('came too late')).toEqual(['first-request'])
})
