import { pino } from 'pino'
import { expect, test } from 'vitest'
import { SEARCH_ATTRIBUTES } from '../core/temporal/names.ts'
import { freshNamespace, temporal } from '../tests/support/run-workflow.ts'
import { registerSearchAttributes } from './search-attributes.ts'

const logTo = (lines: Record<string, unknown>[]) => pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) })

test('missing search attributes are registered once', async () => {
  const { connection, nativeConnection } = await temporal('dev')
  const namespace = await freshNamespace(connection)
  const lines: Record<string, unknown>[] = []
  expect(await registerSearchAttributes(nativeConnection, namespace, logTo(lines))).toBe(true)
  expect(await registerSearchAttributes(nativeConnection, namespace, logTo(lines))).toBe(true)
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
  expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(Object.values(SEARCH_ATTRIBUTES)))
  expect(lines).toHaveLength(1)
})

test('where registering is not allowed, the commands are logged and the worker goes on', async () => {
  const refusal = Object.assign(new Error('not allowed'), { code: 7 })
  const lines: Record<string, unknown>[] = []
  const operatorService = {
    listSearchAttributes: async () => ({ customAttributes: { JobTrackerUser: 2, JobTrackerSource: 2 } }),
    addSearchAttributes: () => Promise.reject(refusal),
  }
  expect(await registerSearchAttributes({ operatorService } as never, 'cloud', logTo(lines))).toBe(false)
  expect(lines[0]?.commands).toEqual(['temporal operator search-attribute create --namespace cloud --name JobTrackerHost --type Keyword'])
})
