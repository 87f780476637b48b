import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client'
import { ApplicationFailure, CancelledFailure } from '@temporalio/common'
import { expect, test } from 'vitest'
import type { Activities } from '../activities/index.ts'
import { collectFromSourceId, collectJobOffersId } from '../core/temporal/names.ts'
import { COLLECTION, counted, sourceRun } from '../tests/support/collected-source.ts'
import { failing } from '../tests/support/described-record.ts'
import { historyText } from '../tests/support/history-text.ts'
import { gate, runWorkflow, temporal } from '../tests/support/run-workflow.ts'

const NAMED = { workflowId: collectJobOffersId(COLLECTION) }
const input = { collection_id: COLLECTION }

/** A collection that asks these sources, each of which has one page. */
function collection(sources: string[]) {
  const begun: unknown[] = []
  const asked: string[] = []
  const run = sourceRun([])
  const activities: Partial<Activities> = {
    ...run.activities,
    beginCollection: async (given) => {
      begun.push(given)
      return { sources }
    },
    planSource: async ({ source }) => {
      asked.push(source)
      return { isToBeAsked: false, hasSearchAttributes: false }
    },
    finishSource: async (given) => {
      run.sourceEnds.push(given)
      return { status: 'done', counts: counted(1) }
    },
    finishCollection: async (given) => {
      run.collectionEnds.push(given)
      return { status: given.isCancelled ? 'cancelled' : 'done', counts: counted(sources.length) }
    },
  }
  return { activities, begun, asked, sourceEnds: run.sourceEnds, ended: run.collectionEnds }
}

test('every source is asked by a workflow of its own, then the collection gets its end', async () => {
  const { activities, begun, asked, ended, sourceEnds } = collection(['greenhouse', 'lever', 'ashby'])
  const result = await runWorkflow('collectJobOffers', input, activities, NAMED)
  expect(result).toEqual({ collection_id: COLLECTION, status: 'done', counts: counted(3) })
  expect(begun).toEqual([{ collectionId: COLLECTION, again: false }])
  expect(asked.sort()).toEqual(['ashby', 'greenhouse', 'lever'])
  expect(sourceEnds.map(({ source }) => source).sort()).toEqual(['ashby', 'greenhouse', 'lever'])
  expect(ended).toEqual([{ collectionId: COLLECTION, isCancelled: false, unlessAtWork: false }])
})

test('a source that fails in an unforeseen way fails none of the others', async () => {
  const { activities, asked, ended } = collection(['greenhouse', 'lever'])
  const finishSource: Activities['finishSource'] = ({ source }) =>
    source === 'greenhouse' ? failing('not_found')() : Promise.resolve({ status: 'done', counts: counted(1) })
  const result = await runWorkflow('collectJobOffers', input, { ...activities, finishSource }, NAMED)
  expect(result.status).toBe('done')
  expect([asked.length, ended.length]).toEqual([2, 1])
})

test('a collection that was cancelled before it began has nothing to do', async () => {
  const { activities, asked, ended } = collection([])
  const result = await runWorkflow('collectJobOffers', input, { ...activities, beginCollection: async () => null }, NAMED)
  expect([result.status, asked, ended]).toEqual(['nothing_to_do', [], []])
})

test('an operator has it run again from its beginning', async () => {
  const { activities, begun } = collection([])
  await runWorkflow('collectJobOffers', { ...input, again: true }, activities, NAMED)
  expect(begun).toEqual([{ collectionId: COLLECTION, again: true }])
})

test('an operator’s query is recorded and runs under the collection’s own name', async () => {
  const { activities, begun } = collection(['greenhouse'])
  const recorded: Parameters<Activities['recordCollection']>[0][] = []
  const recordCollection: Activities['recordCollection'] = async (given) => {
    recorded.push(given)
    return { collectionId: given.collectionId }
  }
  const asked = { query: ' data engineer ', sources: ['lever:acme', 'greenhouse', 'lever:acme'] }
  const result = await runWorkflow('collectJobOffers', asked, { ...activities, recordCollection })
  expect(recorded).toMatchObject([
    { asked: { query: 'data engineer', location: null, sources: ['greenhouse', 'lever:acme'], limit: 1_000, url: null } },
  ])
  expect(result).toMatchObject({ collection_id: recorded[0]?.collectionId, status: 'done' })
  expect(begun).toEqual([{ collectionId: recorded[0]?.collectionId, again: false }])
  expect(recorded[0]?.collectionId).toMatch(/^[0-9a-f]{24}$/)
})

test('an address that an operator gives, which may have a key in it, is in no history but as that input', async () => {
  const { activities } = collection(['page'])
  const asked: unknown[] = []
  const recordCollection: Activities['recordCollection'] = async (given) => {
    asked.push(given.asked.url)
    if (asked.length === 1) throw ApplicationFailure.create({ type: 'database_away' })
    return { collectionId: COLLECTION }
  }
  const url = 'https://jobs.example.com/1?token=canary'
  let histories = ''
  const meanwhile = async (workflow: WorkflowHandle) => {
    await workflow.result()
    const { client } = await temporal('dev')
    histories = (await historyText(workflow)) + (await historyText(client.workflow.getHandle(collectJobOffersId(COLLECTION))))
  }
  await runWorkflow('collectJobOffers', { url }, { ...activities, recordCollection }, { on: 'dev', meanwhile })
  expect(asked).toEqual([url, url])
  expect(histories.split('canary')).toHaveLength(2)
})

test('a field that is null is as one that is left out', async () => {
  const { activities } = collection([])
  const recorded: Parameters<Activities['recordCollection']>[0][] = []
  const recordCollection: Activities['recordCollection'] = async (given) => {
    recorded.push(given)
    return { collectionId: given.collectionId }
  }
  const asked = { collection_id: null, url: null, query: 'dev', location: null, sources: null, limit: null }
  await runWorkflow('collectJobOffers', asked as never, { ...activities, recordCollection })
  await runWorkflow('collectJobOffers', { ...input, again: null } as never, activities, NAMED)
  expect(recorded).toMatchObject([{ asked: { query: 'dev', location: null, sources: [], limit: 1_000, url: null } }])
})

test.each([
  ['under its own name', NAMED],
  ['under another', {}],
])('what an operator got wrong is the failure that is shown first, %s', async (_, options) => {
  const { activities } = collection([])
  const beginCollection = async () => {
    throw ApplicationFailure.nonRetryable('There is no such collection.', 'not_found')
  }
  const error = await runWorkflow('collectJobOffers', input, { ...activities, beginCollection }, options).catch((error: Error) => error)
  expect(error).toMatchObject({ cause: { type: 'not_found', message: 'There is no such collection.' } })
})

test('what an operator asks for while it runs joins that run', async () => {
  const { activities } = collection(['greenhouse'])
  const [planning, joined] = [gate(), gate()]
  const planSource: Activities['planSource'] = async () => {
    planning.resolve()
    await joined.promise
    return { isToBeAsked: false, hasSearchAttributes: false }
  }
  let second: unknown
  await runWorkflow(
    'collectJobOffers',
    input,
    { ...activities, planSource, recordCollection: async () => ({ collectionId: COLLECTION }) },
    {
      ...NAMED,
      meanwhile: async (workflow: WorkflowHandle) => {
        await planning.promise
        const { client } = await temporal('time-skipping')
        const { taskQueue } = await workflow.describe()
        second = await client.workflow.execute('collectJobOffers', {
          workflowId: 'by-hand',
          taskQueue,
          args: [{ url: 'https://jobs.example.com/1' }],
        })
        joined.resolve()
      },
    },
  )
  expect(second).toEqual({ collection_id: COLLECTION, status: 'joined' })
})

test('a source that an operator has run already is waited for, then asked for what was left', async () => {
  const { activities, asked } = collection(['greenhouse'])
  const [planning, begun] = [gate(), gate()]
  const planSource: Activities['planSource'] = async ({ source }) => {
    asked.push(source)
    if (asked.length === 1) {
      planning.resolve()
      await begun.promise
    }
    return { isToBeAsked: false, hasSearchAttributes: false }
  }
  let result: unknown
  await runWorkflow(
    'collectFromSource',
    { ...input, source: 'greenhouse' },
    { ...activities, planSource },
    {
      on: 'dev',
      workflowId: collectFromSourceId('greenhouse', COLLECTION),
      meanwhile: async (workflow: WorkflowHandle) => {
        await planning.promise
        const { client } = await temporal('dev')
        const { taskQueue } = await workflow.describe()
        const parent = await client.workflow.start('collectJobOffers', { ...NAMED, taskQueue, args: [input] })
        await expect.poll(async () => (await parent.fetchHistory()).events?.some((event) => event.timerStartedEventAttributes)).toBe(true)
        begun.resolve()
        result = await parent.result()
      },
    },
  )
  expect(result).toMatchObject({ status: 'done' })
  expect(asked).toHaveLength(2)
})

test('cancelled, it cancels its sources and leaves a record that says so, within seconds', async () => {
  const { activities, ended, sourceEnds } = collection(['greenhouse', 'lever'])
  const sleeping = gate()
  const cancelled = runWorkflow(
    'collectJobOffers',
    input,
    {
      ...activities,
      planSource: async () => ({ isToBeAsked: true, hasSearchAttributes: false }),
      nextSteps: async () => [{ id: 'page 1', label: 'page 1', isFetched: false }],
      fetchStep: async () => {
        sleeping.resolve()
        return { waitMs: 600_000 }
      },
    },
    {
      ...NAMED,
      on: 'dev',
      meanwhile: async (workflow) => {
        await sleeping.promise
        await workflow.cancel()
      },
    },
  )
  const asked = performance.now()
  await expect(cancelled).rejects.toMatchObject({ cause: expect.any(CancelledFailure) })
  expect(performance.now() - asked).toBeLessThan(10_000)
  expect(sourceEnds.map(({ isCancelled }) => isCancelled)).toEqual([true, true])
  expect(ended).toEqual([{ collectionId: COLLECTION, isCancelled: true, unlessAtWork: false }])
})

test('a source that an operator cancels by itself ends alone: the others go on, the collection is not cancelled', async () => {
  const { activities, ended, sourceEnds } = collection(['greenhouse', 'lever'])
  const [waiting, cancelled] = [gate(), gate()]
  const planSource: Activities['planSource'] = async ({ source }) => {
    if (source === 'lever') await cancelled.promise
    return { isToBeAsked: source === 'greenhouse', hasSearchAttributes: false }
  }
  const fetchStep: Activities['fetchStep'] = async () => {
    waiting.resolve()
    return { waitMs: 600_000 }
  }
  const nextSteps: Activities['nextSteps'] = async () => [{ id: 'page 1', label: 'page 1', isFetched: false }]
  const finishSource: Activities['finishSource'] = async (given) => {
    sourceEnds.push(given)
    if (given.isCancelled) cancelled.resolve()
    return { status: given.isCancelled ? 'cancelled' : 'done', counts: counted(1) }
  }
  const meanwhile = async () => {
    await waiting.promise
    const { client } = await temporal('dev')
    await client.workflow.getHandle(collectFromSourceId('greenhouse', COLLECTION)).cancel()
  }
  const run = runWorkflow(
    'collectJobOffers',
    input,
    { ...activities, planSource, fetchStep, nextSteps, finishSource },
    { ...NAMED, on: 'dev', meanwhile },
  )
  expect(await run).toMatchObject({ status: 'done' })
  expect(sourceEnds.map(({ source, isCancelled }) => [source, isCancelled])).toEqual([
    ['greenhouse', true],
    ['lever', false],
  ])
  expect(ended).toEqual([{ collectionId: COLLECTION, isCancelled: false, unlessAtWork: false }])
})

test('what breaks before any source is asked ends the record, and fails the workflow', async () => {
  const { activities, ended } = collection([])
  const run = runWorkflow('collectJobOffers', input, { ...activities, beginCollection: failing('TypeError') }, NAMED)
  await expect(run).rejects.toThrow(WorkflowFailedError)
  expect(ended).toHaveLength(1)
})

test('progress tells how each source is doing, the details read well', async () => {
  const { activities } = collection(['greenhouse', 'lever'])
  const [planning, seen] = [gate(), gate()]
  const planSource: Activities['planSource'] = async ({ source }) => {
    if (source === 'lever') {
      planning.resolve()
      await seen.promise
    }
    return { isToBeAsked: false, hasSearchAttributes: false }
  }
  let details = ''
  await runWorkflow(
    'collectJobOffers',
    input,
    { ...activities, planSource },
    {
      ...NAMED,
      meanwhile: async (workflow: WorkflowHandle) => {
        await planning.promise
        await expect
          .poll(() => workflow.query('progress'))
          .toEqual({
            collection_id: COLLECTION,
            step: 'collecting',
            sources: [
              { source: 'greenhouse', status: 'done', counts: counted(1) },
              { source: 'lever', status: 'running' },
            ],
          })
        details = (await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata')).currentDetails
        seen.resolve()
      },
    },
  )
  expect(details).toBe('greenhouse: done, 1 new of 1\n\nlever: running')
})

test.each([
  undefined,
  null,
  {},
  { collection_id: 'x' },
  { collection_id: COLLECTION, again: 'yes' },
  { query: '' },
  { query: '!!!' },
  { query: 'le la de' },
  { query: 'jobs', location: ' ' },
  { query: null },
  { query: 'dev', sources: ['https://me:pw@example.com'] },
  { query: 'x'.repeat(201) },
  { query: 'dev', limit: 0 },
  { query: 'dev', sources: 'greenhouse' },
  { query: 'dev', sources: ['Green house'] },
  { query: 'dev', surces: ['greenhouse'] },
  { url: 'ftp://example.com' },
  { url: 'https://me:pw@example.com' },
  { url: 'https://example.com', query: 'dev' },
])('%o is refused at once, with the JSON to type', async (wrong) => {
  const error = await runWorkflow('collectJobOffers', wrong as never, {}).catch((error: Error) => error)
  expect(error).toMatchObject({ cause: { type: 'bad_input', nonRetryable: true, message: expect.stringContaining('{"query":"data engineer"') } })
})
