import { beforeAll, expect, test } from 'vitest'
import { ensureIndexes } from '../../core/db/indexes.ts'
import type { StoredCollection } from '../../core/domain/collection.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { readAnswers } from '../../tests/support/read-answers.ts'

const { db } = testDatabase()
const { collected } = readAnswers({ db, environment: { SOURCE_FRANCE_TRAVAIL_CLIENT_ID: 'id', SOURCE_FRANCE_TRAVAIL_CLIENT_SECRET: 'x' } })
beforeAll(() => ensureIndexes(db))

const problems = ({ sources }: StoredCollection) => sources.map(({ status, errors }) => [status, errors.map(({ code }) => code)])
const arbeitnow = { slug: 'data-engineer-1', title: 'Data engineer', company_name: 'Acme', url: 'https://www.arbeitnow.com/jobs/1', remote: false }

test('what has no search of its own, and had offers, does not end as done when it has none', async () => {
  const page = (offers: object[]) => (label: string) => ({ json: { data: label === '1' ? offers : [] } })
  expect(problems(await collected({ sources: ['arbeitnow'] }, page([])))).toEqual([['done', []]])
  expect(problems(await collected({ sources: ['arbeitnow'] }, page([arbeitnow])))).toEqual([['done', []]])
  // Whoever asks, and whatever for.
  expect(problems(await collected({ sources: ['arbeitnow'], query: 'baker' }, page([])))).toEqual([['failed', ['empty_where_there_was_one']]])
})

test('a board that is emptied is told as such, and which one it is', async () => {
  const jobs = [{ id: 1, title: 'Data engineer', absolute_url: 'https://boards.greenhouse.io/acme/jobs/1', internal_job_id: 1 }]
  const boards = (had: boolean) => (label: string) => ({ json: { jobs: label === 'acme' || had ? jobs : [] } })
  const sources = ['greenhouse:acme', 'greenhouse:globex']
  await collected({ sources }, boards(true))
  const run = await collected({ sources }, boards(false))
  expect(problems(run)).toEqual([['partial', ['empty_where_there_was_one']]])
  const pages = run.sources[0]?.pages.map(({ label, outcome, found, error }) => [label, outcome, found, error?.code])
  expect(pages?.sort()).toEqual([
    ['acme', 'fetched', 1, undefined],
    ['globex', 'fetched', 0, 'empty_where_there_was_one'],
  ])
})

test('a search that finds nothing where another found some is no emptied source', async () => {
  const offer = { id: '1', intitule: 'Data engineer', origineOffre: { urlOrigine: 'https://candidat.francetravail.fr/1' } }
  const results = (offers: object[]) => () => ({ json: { resultats: offers } })
  await collected({ sources: ['france-travail'] }, results([offer]))
  expect(problems(await collected({ sources: ['france-travail'], query: 'baker' }, results([])))).toEqual([['done', []]])
})
