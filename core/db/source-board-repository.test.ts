import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { ensureIndexes } from './indexes.ts'
import { createSourceBoardRepository } from './source-board-repository.ts'

const { db } = testDatabase()
const boards = createSourceBoardRepository(db)
const day = (n: number) => new Date(Date.UTC(2026, 10, n))
beforeAll(() => ensureIndexes(db))

test('a board that had offers and answers none is noticed, each time it is asked', async () => {
  expect(await boards.noteBoard('greenhouse', 'acme', 4, day(1))).toBe(false)
  expect(await boards.noteBoard('greenhouse', 'acme', 0, day(2))).toBe(true)
  expect(await boards.noteBoard('greenhouse', 'acme', 0, day(2))).toBe(true)
  expect(await boards.noteBoard('lever', 'acme', 0, day(2))).toBe(false)
  expect(await boards.noteBoard('greenhouse', 'acme', 1, day(3))).toBe(false)
  expect(await boards.noteBoard('greenhouse', 'acme', 0, day(12))).toBe(true)
})

test('of a board that somebody gave as an address, what is kept does not tell it', async () => {
  await boards.noteBoard('page', 'https://portal.example.com/list?token=canary', 3, day(1))
  expect(JSON.stringify(await db.collection('source_boards').find({ source: 'page' }).toArray())).not.toMatch(/canary|portal/)
  expect(await boards.noteBoard('page', 'https://portal.example.com/list?token=canary', 0, day(2))).toBe(true)
  expect(await boards.noteBoard('page', 'https://portal.example.com/list?token=other', 0, day(2))).toBe(false)
})

test('one that stays empty for more than a week is believed', async () => {
  await boards.noteBoard('lever', 'globex', 4, day(1))
  expect(await boards.noteBoard('lever', 'globex', 0, day(2))).toBe(true)
  expect(await boards.noteBoard('lever', 'globex', 0, day(9))).toBe(true)
  expect(await boards.noteBoard('lever', 'globex', 0, day(10))).toBe(false)
  expect(await boards.noteBoard('lever', 'globex', 0, day(11))).toBe(false)
})

test('ten runs that see a board for the first time at once note it once', async () => {
  await Promise.all(Array.from({ length: 10 }, () => boards.noteBoard('ashby', 'acme', 2, day(1))))
  expect(await db.collection('source_boards').countDocuments({ source: 'ashby' })).toBe(1)
})

test('when boards were last asked is told by board; of those that never had an offer nothing is known', async () => {
  await boards.noteBoard('ashby', 'old', 4, day(1))
  await boards.noteBoard('ashby', 'new', 4, day(2))
  await boards.noteBoard('ashby', 'none', 0, day(2))
  expect([...(await boards.askedAt('ashby', ['new', 'never', 'none', 'old']))].sort()).toEqual([
    ['new', day(2)],
    ['old', day(1)],
  ])
})
