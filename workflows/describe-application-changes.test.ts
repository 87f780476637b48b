import { expect, test } from 'vitest'
import type { Activities } from '../activities/index.ts'
import { failing, input, record } from '../tests/support/described-record.ts'
import { gate, runWorkflow } from '../tests/support/run-workflow.ts'

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
  const describeOffer = async () => {
    change(undefined)
    return { hasModel: false }
  }
  const result = await runWorkflow('describeApplication', input, { ...activities, describeOffer })
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
