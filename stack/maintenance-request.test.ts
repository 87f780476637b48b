import { expect, test } from 'vitest'
import { disappointmentOf, maintenanceOf } from './maintenance-request.ts'

const restore = (run: string, ...flags: string[]) => maintenanceOf('archive', new Set(flags), { restore: run })

test('a restore runs by the id that it was given', () => {
  expect(restore('archive-by-hand', 'dry-run')).toMatchObject({
    workflow: 'restoreApplications',
    input: { run_id: 'archive-by-hand', dry_run: true },
  })
})

test.each(['', '  '])('a restore of the run "%s" is refused before anything is started', (run) => {
  expect(() => restore(run)).toThrow('--restore is empty: it should be the run_id of an archiving run, or its workflow id.')
})

test('a restore that finds nothing asks whether that was an archiving run, or done before; a dry run only tells', () => {
  expect(disappointmentOf(restore('never-was'), { found: 0 })).toBe(
    'Nothing is in the archive by the run never-was. Is it the id of an archiving run? If so, nothing of what it archived is left there.',
  )
  expect(disappointmentOf(restore('never-was', 'dry-run'), { found: 0 })).toBeUndefined()
  expect(disappointmentOf(restore('archive-by-hand'), { found: 2 })).toBeUndefined()
  expect(disappointmentOf(maintenanceOf('archive', new Set(), {}), { found: 0 })).toBeUndefined()
})

test('days are numbers, and no part of a restore', () => {
  expect(maintenanceOf('clean', new Set(['all']), { 'expire-after-days': '10' }).input).toEqual({ expire_after_days: 10, all: true })
  expect(() => maintenanceOf('clean', new Set(), { 'delete-after-days': '0' })).toThrow('--delete-after-days is wrong: it should be a number of days')
  expect(() => maintenanceOf('archive', new Set(), { restore: 'a', 'older-than-days': '3' })).toThrow('--restore goes without')
})
