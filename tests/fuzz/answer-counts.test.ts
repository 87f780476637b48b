import { expect, test } from 'vitest'
import { tableOf, unreached } from './answer-counts.ts'

const operations = [
  { label: 'GET /tasks', answers: { alix: { 200: 3, 422: 9 }, admin: { 200: 1 } } },
  { label: 'GET /users', answers: { alix: { 403: 4 }, admin: { 200: 2, 401: 1 } } },
  { label: 'POST /tasks', answers: { alix: { 401: 7 }, admin: {} } },
]

test('an operation that nobody’s request got carried out is found, one that only an admin may carry out is not', () => {
  expect(unreached(operations)).toEqual(['POST /tasks'])
})

test('the table tells, by operation and person, how many of the requests were carried out', () => {
  expect(tableOf(operations, ['alix', 'admin']).split('\n')).toEqual([
    'Answers 2xx of all requests     alix   admin',
    'GET /tasks                   3 of 12  1 of 1',
    'GET /users                    0 of 4  2 of 3',
    'POST /tasks                   0 of 7  0 of 0',
  ])
})
