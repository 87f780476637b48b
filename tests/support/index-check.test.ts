import { type Document, type IndexDescription, ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { INDEXES } from '../../core/db/indexes.ts'
import { judge } from './index-check.ts'
import { queriesOf } from './recorded-commands.ts'

const declared: Record<string, IndexDescription[]> = {
  letters: [
    { name: 'by_date', key: { user_id: 1, date: -1, _id: -1 } },
    { name: 'by_status', key: { user_id: 1, status: 1, date: -1, _id: -1 } },
    { name: 'by_word', key: { user_id: 1, words: 1 } },
    { name: 'by_name', key: { name: 1 }, unique: true },
    { name: 'sent', key: { sent_at: 1 }, partialFilterExpression: { sent_at: { $type: 'date' } } },
  ],
}
const user_id = new ObjectId()
const find = (filter: Document, sort: Document = {}, indexes = declared) => judge({ collection: 'letters', filter, sort }, indexes)
const newest = { date: -1, _id: -1 }
const date = new Date()

test.each<[string, Document, Document, string, string[]]>([
  ['one by its id', { _id: 1, user_id }, {}, '_id_', ['user_id']],
  ['one by a unique name, whatever the order', { name: 'a' }, { date: 1 }, 'by_name', []],
  ['some by their ids', { _id: { $in: [1, 2] } }, {}, '_id_', []],
  ['equality, then the order', { user_id }, newest, 'by_date', []],
  ['the order reversed', { user_id }, { date: 1, _id: 1 }, 'by_date', []],
  ['two equalities, then the order', { user_id, status: 'a' }, newest, 'by_status', []],
  ['one of several values', { user_id, status: { $in: ['a', 'b'] } }, newest, 'by_status', []],
  ['a range of what is ordered by', { user_id, date: { $gte: date } }, newest, 'by_date', []],
  ['a range after equality', { user_id, date: { $lt: date } }, {}, 'by_date', []],
  ['the beginning of a word', { user_id, words: { $regex: '^c\\+\\+' } }, {}, 'by_word', []],
  ['conditions within $and', { $and: [{ user_id }, { status: 'a' }, {}] }, newest, 'by_status', []],
  ['what follows a page', { user_id, date: { $lte: date }, $or: [{ date: { $lt: date } }, { _id: { $lt: 1 } }] }, newest, 'by_date', ['$or']],
  ['branches that are each found', { $or: [{ _id: 1 }, { name: 'a' }] }, {}, '_id_ or by_name', []],
  ['a condition that is left to check', { user_id, colour: 'red' }, newest, 'by_date', ['colour']],
  ['what a partial index holds', { sent_at: { $lt: date } }, {}, 'sent', []],
])('serves %s', (_, filter, sort, index, residual) => {
  expect(find(filter, sort)).toMatchObject({ index, residual })
})

test.each<[string, Document, Document]>([
  ['by nothing', {}, {}],
  ['by a field of no index', { colour: 'red' }, {}],
  ['by a field that only follows in an index', { status: 'a' }, {}],
  ['sorted in memory', { user_id }, { colour: 1, _id: 1 }],
  ['sorted by one field up, the other down', { user_id }, { date: -1, _id: 1 }],
  ['sorted after a field in between', { user_id }, { _id: -1 }],
  ['by the middle of a word', { words: { $regex: 'ata' } }, {}],
  ['by the beginning of a word in any case', { words: /^data/i }, {}],
  ['by an unescaped pattern', { words: { $regex: '^.*data' } }, {}],
  ['by what is not', { name: { $ne: 'a' } }, {}],
  ['with one branch that nothing finds', { $or: [{ _id: 1 }, { colour: 'red' }] }, {}],
  ['by what a partial index leaves out', { sent_at: null }, {}],
  ['by a word, the user unknown', { words: { $regex: '^data' } }, {}],
])('refuses a query %s', (_, filter, sort) => {
  expect(find(filter, sort)).toHaveProperty('refused')
})

test('an index that is taken away is missed', () => {
  const query = { collection: 'applications', filter: { user_id, status: 'Refusée' }, sort: { application_date: -1, _id: -1 } }
  expect(judge(query, INDEXES)).toMatchObject({ index: 'applications_by_status', residual: [] })
  const without = { applications: (INDEXES.applications ?? []).filter(({ name }) => name !== 'applications_by_status') }
  expect(judge(query, without)).toMatchObject({ index: 'applications_by_date', residual: ['status'] })
  expect(judge(query, {})).toHaveProperty('refused')
})

test('of a pipeline, what leads it is judged, and what it joins', () => {
  const pipeline = [
    { $match: { user_id } },
    { $match: { status: 'a' } },
    { $lookup: { from: 'stamps', foreignField: 'letter_id', as: 's' } },
    { $sort: newest },
  ]
  expect(queriesOf('aggregate', { aggregate: 'letters', pipeline })).toEqual([
    { collection: 'letters', filter: { $and: [{ user_id }, { status: 'a' }] }, sort: newest },
    { collection: 'stamps', filter: { $and: [{ letter_id: 'joined' }] }, sort: {} },
  ])
})

test('what a limit has bounded may be sorted in memory', () => {
  const pipeline = [{ $match: { user_id } }, { $limit: 10 }, { $sort: { colour: 1 } }]
  expect(queriesOf('aggregate', { aggregate: 'letters', pipeline })).toEqual([{ collection: 'letters', filter: { $and: [{ user_id }] }, sort: {} }])
})
