import { log } from '@temporalio/activity'
import type { WorkflowHandle } from '@temporalio/client'
import { defineSearchAttributeKey } from '@temporalio/common'
import { expect, test } from 'vitest'
import type { Activities } from '../activities/index.ts'
import { ID, input, record } from '../tests/support/described-record.ts'
import { gate, logged, runWorkflow } from '../tests/support/run-workflow.ts'

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
