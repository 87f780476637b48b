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
    { name: 'unread', key: { reader: 1 }, partialFilterExpression: { archived: false } },
    { name: 'by_nickname', key: { nickname: 1 }, sparse: true },
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
  ['what a partial index holds by a plain value', { reader: 'a', archived: false }, {}, 'unread', ['archived']],
  ['what is not, checked among what is found', { user_id, date: { $ne: date } }, newest, 'by_date', ['date']],
  ['one of two ranges, the other checked', { user_id, status: { $gt: 'a' }, date: { $lt: date } }, {}, 'by_date', ['status']],
  ['the narrower of two conditions on a field', { $and: [{ name: { $ne: 'b' } }, { name: 'a' }] }, {}, 'by_name', []],
  ['the narrower one, whichever comes first', { $and: [{ name: 'a' }, { name: { $ne: 'b' } }] }, {}, 'by_name', []],
  ['branches that are found rather than walked past in order', { $or: [{ name: 'a' }, { name: 'b' }] }, { _id: 1 }, 'by_name or by_name', []],
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
  ['sorted in memory, of many that are equal in a whole index', { user_id, words: 'data' }, { colour: 1 }],
  ['by the middle of a word', { name: { $regex: 'ata' } }, {}],
  ['by the beginning of a word in any case', { name: /^data/i }, {}],
  ['by the beginning of a word in any case, as an operator', { name: { $regex: '^data', $options: 'i' } }, {}],
  ['by an unescaped pattern', { name: { $regex: '^.*data' } }, {}],
  ['by one of several patterns', { name: { $in: [/a/] } }, {}],
  ['by a plain value that a partial index leaves out', { reader: 'a', archived: true }, {}],
  ['in the order of a partial index, by what is not', { sent_at: { $ne: date } }, { sent_at: 1 }],
  ['of everything, in the order of a sparse index', {}, { nickname: 1 }],
  ['by what is not', { name: { $ne: 'a' } }, {}],
  ['with one branch that nothing finds', { $or: [{ _id: 1 }, { colour: 'red' }] }, {}],
  ['by what a partial index leaves out', { sent_at: null }, {}],
  ['by a word, the user unknown', { words: { $regex: '^data' } }, {}],
])('refuses a query %s', (_, filter, sort) => {
  expect(find(filter, sort)).toHaveProperty('refused')
})

test('only a unique index pins one document down', () => {
  expect(find({ name: 'a', colour: 'red' })).toMatchObject({ index: 'by_name', pinned: true })
  expect(find({ user_id, words: 'data', colour: 'red' })).toMatchObject({ index: 'by_word', pinned: false })
})

test('an index that is taken away is missed', () => {
  const query = { collection: 'applications', filter: { user_id, status: 'Refusée' }, sort: { application_date: -1, _id: -1 } }
  expect(judge(query, INDEXES)).toMatchObject({ index: 'applications_by_statuses', residual: [] })
  const without = { applications: (INDEXES.applications ?? []).filter(({ name }) => name !== 'applications_by_statuses') }
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

test('a union is judged too, and a join that is not known is refused', () => {
  expect(
    queriesOf('aggregate', { aggregate: 'letters', pipeline: [{ $unionWith: { coll: 'stamps', pipeline: [{ $match: { colour: 'red' } }] } }] }),
  ).toEqual([
    { collection: 'letters', filter: { $and: [] }, sort: {} },
    { collection: 'stamps', filter: { $and: [{ colour: 'red' }] }, sort: {} },
  ])
  expect(() => queriesOf('aggregate', { aggregate: 'letters', pipeline: [{ $lookup: { from: 'stamps', as: 's', pipeline: [] } }] })).toThrow('stamps')
  expect(() => queriesOf('aggregate', { aggregate: 'letters', pipeline: [{ $graphLookup: {} }] })).toThrow('$graphLookup')
})

test('what a limit has bounded may be sorted in memory', () => {
  const pipeline = [{ $match: { user_id } }, { $limit: 10 }, { $sort: { colour: 1 } }]
  expect(queriesOf('aggregate', { aggregate: 'letters', pipeline })).toEqual([{ collection: 'letters', filter: { $and: [{ user_id }] }, sort: {} }])
})
