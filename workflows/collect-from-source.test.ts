import { Context } from '@temporalio/activity'
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client'
import { ApplicationFailure, CancelledFailure, defineSearchAttributeKey } from '@temporalio/common'
import { expect, test } from 'vitest'
import { MAX_RETRY_AFTER_MS } from '../activities/crawling/response-rules.ts'
import type { Activities } from '../activities/index.ts'
import { collectFromSourceId, collectJobOffersId } from '../core/temporal/names.ts'
import { COLLECTION, counted, SOURCE_INPUT, sourceRun } from '../tests/support/collected-source.ts'
import { failing } from '../tests/support/described-record.ts'
import { gate, runWorkflow, temporal } from '../tests/support/run-workflow.ts'

const NAMED = { workflowId: collectFromSourceId('greenhouse', COLLECTION) }
const run = (activities: Parameters<typeof runWorkflow>[2], options = {}) =>
  runWorkflow('collectFromSource', SOURCE_INPUT, activities, { ...NAMED, ...options })
const labels = (count: number) => Array.from({ length: count }, (_, n) => `page ${n + 1}`)

test('every page is asked for and saved once, and the source gets its end', async () => {
  const { activities, asked, saved, sourceEnds, collectionEnds } = sourceRun(labels(40))
  expect(await run(activities)).toEqual({ status: 'done', counts: counted(40) })
  expect([asked.sort(), saved.sort()]).toEqual([labels(40).sort(), labels(40).sort()])
  expect(sourceEnds).toEqual([{ collectionId: COLLECTION, source: 'greenhouse', problem: null, isCancelled: false }])
  expect(collectionEnds).toEqual([{ collectionId: COLLECTION, isCancelled: false, unlessAtWork: true }])
})

test('what a page leads to is asked for, too', async () => {
  const { activities, asked, add } = sourceRun(['page 1'])
  const { saveStep } = activities
  const following: typeof saveStep = async ({ stepId }) => {
    const next = Number(stepId.split(' ')[1]) + 1
    if (next <= 5) add(`page ${next}`)
    return saveStep({ stepId })
  }
  await run({ ...activities, saveStep: following })
  expect(asked).toEqual(labels(5))
})

test('three pages are asked for at once, their offers saved one page after the other', async () => {
  const { activities } = sourceRun(labels(9))
  const most = { fetching: 0, saving: 0 }
  const now = { fetching: 0, saving: 0 }
  const during = async <T>(what: 'fetching' | 'saving', work: () => Promise<T>) => {
    most[what] = Math.max(most[what], ++now[what])
    await new Promise((resolve) => setTimeout(resolve, 20))
    return work().finally(() => now[what]--)
  }
  await run({
    ...activities,
    fetchStep: (step) => during('fetching', () => activities.fetchStep(step)),
    saveStep: (step) => during('saving', () => activities.saveStep(step)),
  })
  expect(most).toEqual({ fetching: 3, saving: 1 })
})

test('what was fetched before the worker was lost is read, not asked for again', async () => {
  const { activities, asked, saved } = sourceRun(labels(2), { fetched: ['page 1'] })
  await run(activities)
  expect([asked, saved.sort()]).toEqual([['page 2'], labels(2)])
})

test('a page that needs a browser is opened in one, then saved', async () => {
  const { activities, rendered, saved } = sourceRun(labels(2))
  const saveStep: typeof activities.saveStep = async ({ stepId }) =>
    stepId === 'page 1' && rendered.length === 0 ? { counts: counted(0), needsBrowser: true, isEnough: false } : activities.saveStep({ stepId })
  await run({ ...activities, saveStep })
  expect([rendered, saved.sort()]).toEqual([['page 1'], labels(2)])
})

test('a page that fails keeps none of the others back', async () => {
  const { activities, saved, problems } = sourceRun(labels(3))
  const fetchStep: typeof activities.fetchStep = (step) =>
    step.stepId === 'page 2' ? failing('blocked', { status: 403 })() : activities.fetchStep(step)
  expect(await run({ ...activities, fetchStep })).toMatchObject({ status: 'partial' })
  expect([saved.sort(), problems]).toEqual([['page 1', 'page 3'], { 'page 2': { code: 'blocked', params: { status: 403 } } }])
})

test.each(['invalid_key', 'quota_exhausted'])('%s ends the source at once', async (code) => {
  const { activities, asked, problems } = sourceRun(labels(60))
  const fetchStep: typeof activities.fetchStep = async ({ stepId }) => {
    asked.push(stepId)
    return failing(code, { status: 401 })()
  }
  await run({ ...activities, fetchStep })
  expect(asked.length).toBeLessThanOrEqual(6)
  expect(problems['page 1']).toEqual({ code, params: { status: 401 } })
})

test('a source that has brought enough is asked for no more', async () => {
  const { activities, asked } = sourceRun(labels(60))
  const saveStep: typeof activities.saveStep = async (step) => ({ ...(await activities.saveStep(step)), isEnough: true })
  expect(await run({ ...activities, saveStep })).toMatchObject({ status: 'done' })
  expect(asked.length).toBeLessThanOrEqual(6)
})

test('a busy host is waited for by a timer; one that stays busy is given up', async () => {
  const { activities, asked, problems } = sourceRun(labels(2))
  let busy = 0
  const fetchStep: typeof activities.fetchStep = async (step) => {
    if (step.stepId === 'page 2') return { waitMs: 700_000 }
    return ++busy < 3 ? { waitMs: 60_000 } : activities.fetchStep(step)
  }
  await run({ ...activities, fetchStep })
  expect(asked).toEqual(['page 1'])
  expect(problems).toEqual({ 'page 2': { code: 'rate_limited', params: {} } })
})

test('the longest pause that is waited for is waited out, with the others’ turns before it', async () => {
  const { activities, asked, problems } = sourceRun(['page 1'])
  const waits = [60_000, MAX_RETRY_AFTER_MS, MAX_RETRY_AFTER_MS / 2]
  const fetchStep: typeof activities.fetchStep = async (step) => {
    const waitMs = waits.shift()
    return waitMs === undefined ? activities.fetchStep(step) : { waitMs }
  }
  await run({ ...activities, fetchStep })
  expect([asked, problems]).toEqual([['page 1'], {}])
})

test('a wait for the host is told by the clock: what the asking takes is part of it', async () => {
  const { activities, asked, problems } = sourceRun(['page 1'])
  const answers = [
    () => Promise.reject(ApplicationFailure.create({ type: 'rate_limited', nextRetryDelay: '10 minutes' })),
    async () => ({ waitMs: 1_300_000 }),
  ]
  const fetchStep: typeof activities.fetchStep = (step) => (answers.shift() ?? (() => activities.fetchStep(step)))()
  await run({ ...activities, fetchStep })
  expect([asked, problems]).toEqual([[], { 'page 1': { code: 'rate_limited', params: {} } }])
})

test('a source with more pages than one history holds is read to its end by runs that continue each other', async () => {
  const pages = labels(100)
  const { activities, saved, sourceEnds } = sourceRun(pages)
  const executions = new Set<string>()
  const { nextSteps } = activities as Activities
  const long: Partial<Activities> = {
    // A history is as full with a few long labels as with thousands of events.
    nextSteps: async (given) => (await nextSteps(given)).map((step) => ({ ...step, label: step.label.padEnd(60_000, '.') })),
    saveStep: async (step) => {
      executions.add(Context.current().info.workflowExecution?.runId as string)
      return activities.saveStep(step)
    },
  }
  await run({ ...activities, ...long }, { on: 'dev' })
  expect([saved.sort(), sourceEnds.length]).toEqual([pages.sort(), 1])
  expect(executions.size).toBeGreaterThan(1)
}, 60_000)

test('an answer of 429 is waited out as the source says, and its end says so', async () => {
  const { activities, problems } = sourceRun(['page 1'])
  let attempts = 0
  const fetchStep = async () => {
    attempts++
    throw ApplicationFailure.create({ type: 'rate_limited', details: [{ status: 429 }], nextRetryDelay: '10 minutes' })
  }
  await run({ ...activities, fetchStep })
  expect([attempts, problems['page 1']]).toEqual([3, { code: 'rate_limited', params: { status: 429 } }])
})

test('a source that can’t be planned has its end, with the reason', async () => {
  const { activities, sourceEnds } = sourceRun([])
  await run({ ...activities, planSource: failing('unexpected_answer') })
  expect(sourceEnds).toMatchObject([{ problem: { code: 'unexpected_answer' } }])
})

test('a source that was skipped is not asked', async () => {
  const { activities, asked } = sourceRun(labels(2))
  await run({ ...activities, planSource: async () => ({ isToBeAsked: false, hasSearchAttributes: false }) })
  expect(asked).toEqual([])
})

test('what nobody foresaw ends its page, not the others, and fails the workflow so that operators find it', async () => {
  const { activities, saved, problems, sourceEnds } = sourceRun(labels(3))
  const saveStep: typeof activities.saveStep = (step) => (step.stepId === 'page 1' ? failing('TypeError')() : activities.saveStep(step))
  await expect(run({ ...activities, saveStep })).rejects.toThrow(WorkflowFailedError)
  expect(saved.sort()).toEqual(['page 2', 'page 3'])
  expect(problems['page 1']).toMatchObject({ code: 'unexpected_answer' })
  expect(sourceEnds).toHaveLength(1)
})

test('MongoDB away, a worker stopped: the page is asked for again, and it costs the page no attempt', async () => {
  const { activities, saved } = sourceRun(['page 1'])
  const failures = ['database_away', 'WorkerShutdown', 'database_away', 'WorkerShutdown']
  let notes = 0
  await run({
    ...activities,
    fetchStep: (step) => {
      const type = failures.shift()
      return type === undefined ? activities.fetchStep(step) : failing(type, {}, false)()
    },
    noteSource: async () => {
      if (++notes < 4) throw ApplicationFailure.create({ type: 'database_away' })
    },
  })
  expect([saved, failures]).toEqual([['page 1'], []])
})

test('nobody wants the collection any more: nothing else is asked for', async () => {
  const { activities, asked, sourceEnds } = sourceRun(labels(60))
  const saveStep = failing('stale')
  await run({ ...activities, saveStep })
  expect(asked.length).toBeLessThanOrEqual(6)
  expect(sourceEnds).toHaveLength(1)
})

test('cancelled: what is at work in a browser ends first, then the source is ended as cancelled, within seconds', async () => {
  const { activities, sourceEnds } = sourceRun(labels(9))
  const [rendering, closed] = [gate(), gate()]
  let closedFirst = false
  const cancelled = run(
    {
      ...activities,
      saveStep: async () => ({ counts: counted(0), needsBrowser: true, isEnough: false }),
      renderStep: async () => {
        rendering.resolve()
        await Context.current().cancelled.catch(() => {})
        await new Promise((resolve) => setTimeout(resolve, 100))
        closedFirst = sourceEnds.length === 0
        closed.resolve()
        throw new CancelledFailure('closed')
      },
    },
    {
      on: 'dev',
      meanwhile: async (workflow: { cancel(): Promise<unknown> }) => {
        await rendering.promise
        await workflow.cancel()
        await closed.promise
      },
    },
  )
  await expect(cancelled).rejects.toMatchObject({ cause: expect.any(CancelledFailure) })
  expect(closedFirst).toBe(true)
  expect(sourceEnds).toEqual([{ collectionId: COLLECTION, source: 'greenhouse', problem: null, isCancelled: true }])
})

test('cancelled while it saves: what is saved is counted before the source has its end', async () => {
  const { activities, sourceEnds } = sourceRun(labels(3))
  const saving = gate()
  let savedFirst = false
  const saveStep: typeof activities.saveStep = async (step) => {
    saving.resolve()
    await Context.current().cancelled.catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, 100))
    savedFirst = sourceEnds.length === 0
    return activities.saveStep(step)
  }
  const meanwhile = async (workflow: WorkflowHandle) => {
    await saving.promise
    await workflow.cancel()
  }
  await expect(run({ ...activities, saveStep }, { on: 'dev', meanwhile })).rejects.toMatchObject({ cause: expect.any(CancelledFailure) })
  expect(savedFirst).toBe(true)
  expect(sourceEnds).toMatchObject([{ isCancelled: true }])
})

test('progress tells each page’s state and the counts so far; the details read well', async () => {
  const { activities } = sourceRun(labels(2))
  const [fetching, seen] = [gate(), gate()]
  let details = ''
  await run(
    {
      ...activities,
      fetchStep: async (step: { stepId: string }) => {
        if (step.stepId === 'page 2') {
          fetching.resolve()
          await seen.promise
        }
        return activities.fetchStep(step)
      },
    },
    {
      meanwhile: async (workflow: { query<T>(name: string): Promise<T> }) => {
        await fetching.promise
        await expect
          .poll(() => workflow.query('progress'))
          .toMatchObject({
            step: 'reading',
            counts: { found: 3, saved: 2 },
            pages: [
              { label: 'page 1', state: 'saved', found: 3, saved: 2 },
              { label: 'page 2', state: 'fetching' },
            ],
          })
        details = (await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata')).currentDetails
        seen.resolve()
      },
    },
  )
  expect(details).toBe('page 1: saved. 3 offers found: 2 new, 0 updated, 0 doubles, 1 not wanted.')
})

test('operators find the run by its source, where Temporal knows the attribute', async () => {
  const { activities } = sourceRun(labels(1))
  let workflow: WorkflowHandle | undefined
  const options = {
    on: 'dev' as const,
    host: 'any',
    meanwhile: async (handle: WorkflowHandle) => {
      workflow = handle
    },
  }
  await run({ ...activities, planSource: async () => ({ isToBeAsked: true, hasSearchAttributes: true }) }, options)
  const { typedSearchAttributes } = await (workflow as WorkflowHandle).describe()
  expect(typedSearchAttributes.get(defineSearchAttributeKey('JobTrackerSource', 'KEYWORD'))).toBe('greenhouse')
})

test('under another name it runs under its own', async () => {
  const { activities, saved } = sourceRun(labels(2))
  expect(await runWorkflow('collectFromSource', SOURCE_INPUT, activities)).toMatchObject({ status: 'done' })
  expect(saved.sort()).toEqual(labels(2))
})

test('an operator has it run again from its beginning', async () => {
  const { activities } = sourceRun(labels(1))
  const given: unknown[] = []
  const reopenSource = async (asked: unknown) => {
    given.push(asked)
    return true
  }
  await runWorkflow('collectFromSource', { ...SOURCE_INPUT, again: true }, { ...activities, reopenSource }, NAMED)
  expect(given).toEqual([{ collectionId: COLLECTION, source: 'greenhouse', again: true }])
})

test('a field that is null is as one that is left out', async () => {
  const { activities, saved } = sourceRun(labels(1))
  await runWorkflow('collectFromSource', { ...SOURCE_INPUT, again: null } as never, activities, NAMED)
  expect(saved).toEqual(labels(1))
})

const notFound = async () => {
  throw ApplicationFailure.nonRetryable('The collection does not ask this source.', 'not_found')
}
test.each([
  ['under its own name', NAMED],
  ['under another', {}],
])('what an operator got wrong is the failure that is shown first, %s', async (_, options) => {
  const { activities } = sourceRun([])
  const error = await runWorkflow('collectFromSource', SOURCE_INPUT, { ...activities, reopenSource: notFound }, options).catch(
    (error: Error) => error,
  )
  expect(error).toMatchObject({ cause: { type: 'not_found', message: 'The collection does not ask this source.' } })
})

/** A collection's source that had its end, as a reset of its workflow finds it: what it left is asked for once it is taken up again. */
function ended(isCancelled = false) {
  const { activities, asked, collectionEnds } = sourceRun(labels(1))
  const state = { isOver: true, reopened: 0 }
  const whileOpen: Partial<Activities> = {
    planSource: async () => ({ isToBeAsked: !state.isOver, hasSearchAttributes: false }),
    reopenSource: async ({ again }) => {
      state.reopened++
      state.isOver = isCancelled || again
      return !isCancelled
    },
    finishSource: async () => (state.isOver ? { status: 'partial', counts: counted(1), hadEnded: true } : { status: 'done', counts: counted(2) }),
  }
  return { activities: { ...activities, ...whileOpen }, asked, collectionEnds, state }
}
const asChild = (activities: Partial<Activities>) =>
  runWorkflow(
    'collectJobOffers',
    { collection_id: COLLECTION },
    { ...activities, beginCollection: async () => ({ sources: ['greenhouse'] }) },
    { on: 'dev', workflowId: collectJobOffersId(COLLECTION), meanwhile: async () => {} },
  )

test('reset after its collection’s end, it asks for what was left, and ends the collection anew', async () => {
  const { activities, asked, collectionEnds, state } = ended()
  await asChild(activities)
  expect([asked, state.reopened]).toEqual([labels(1), 1])
  expect(collectionEnds).toContainEqual({ collectionId: COLLECTION, isCancelled: false, unlessAtWork: true })
})

test('reset after its collection was cancelled, it says why it asks for nothing', async () => {
  const { activities, asked } = ended(true)
  let details = ''
  await asChild({
    ...activities,
    finishCollection: async () => {
      const { client } = await temporal('dev')
      const child = client.workflow.getHandle(NAMED.workflowId)
      details = (await child.query<{ currentDetails: string }>('__temporal_workflow_metadata')).currentDetails
      return { status: 'cancelled' }
    },
  })
  expect(asked).toEqual([])
  expect(details).toMatch(/cancelled.*"again": true/)
})

test.each([
  undefined,
  {},
  { collection_id: COLLECTION },
  { ...SOURCE_INPUT, collection_id: 'x' },
  { ...SOURCE_INPUT, source: 'Green House' },
  { ...SOURCE_INPUT, again: 1 },
])('%o is refused at once, with the JSON to type', async (wrong) => {
  const error = await runWorkflow('collectFromSource', wrong as never, {}).catch((error: Error) => error)
  expect(error).toMatchObject({ cause: { type: 'bad_input', nonRetryable: true, message: expect.stringContaining('"source":"greenhouse"}') } })
})
