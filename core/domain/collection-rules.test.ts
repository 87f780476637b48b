import { expect, test } from 'vitest'
import { endedStatus, type SourceRunStatus } from './collection-rules.ts'

test.each<[SourceRunStatus[], string]>([
  [[], 'failed'],
  [['skipped'], 'failed'],
  [['done', 'skipped'], 'done'],
  [['done', 'failed'], 'partial'],
  [['partial'], 'partial'],
  [['done', 'cancelled'], 'partial'],
  [['failed', 'cancelled'], 'failed'],
  [['cancelled', 'skipped'], 'cancelled'],
])('sources that ended as %j make a collection that is %s', (sources, status) => {
  expect(endedStatus(sources)).toBe(status)
})
