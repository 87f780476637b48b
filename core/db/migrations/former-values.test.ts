import { ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { formerErrorCode } from './former-error-texts.ts'
import { readFormerNotes } from './former-notes.ts'
import { readFormerChoice, readFormerDate, readFormerFlag, readFormerId } from './former-values.ts'

test.each([
  [new Date('2024-04-01T07:00:00Z'), '2024-04-01T07:00:00.000Z'],
  ['2024-04-01T07:00:00', '2024-04-01T07:00:00.000Z'],
  ['2024-04-01 07:00:00.123456', '2024-04-01T07:00:00.123Z'],
  ['2024-04-01T09:00:00+02:00', '2024-04-01T07:00:00.000Z'],
  ['2024-04-01', '2024-04-01T00:00:00.000Z'],
  ['01/04/2024', '2024-04-01T00:00:00.000Z'],
  ['1/4/2024 9h05', '2024-04-01T09:05:00.000Z'],
  ['2024/04/01', '2024-04-01T00:00:00.000Z'],
  [1_711_954_800, '2024-04-01T07:00:00.000Z'],
  [1_711_954_800_000, '2024-04-01T07:00:00.000Z'],
  [{ $date: '2024-04-01T07:00:00Z' }, '2024-04-01T07:00:00.000Z'],
  [{ $date: { $numberLong: '1711954800000' } }, '2024-04-01T07:00:00.000Z'],
])('%j is the moment %s', (written, expected) => {
  expect(readFormerDate(written)?.toISOString()).toBe(expected)
})

test.each([
  'bientôt',
  '31/02/2024',
  '13/13/2024',
  '2024-02-30',
  '',
  -1,
  Number.NaN,
  1e300,
  {},
  [],
  { $date: {} },
  { $date: null },
  true,
  new Date(Number.NaN),
])('%j is no moment', (written) => {
  expect(readFormerDate(written)).toBeUndefined()
})

test('a date beyond the years that can be answered is none', () => {
  expect(readFormerDate(new Date(253_402_300_800_000))).toBeUndefined()
})

test('an id is an ObjectId, its digits or its extended JSON', () => {
  const id = new ObjectId()
  for (const written of [id, id.toHexString().toUpperCase(), ` ${id.toHexString()} `, { $oid: id.toHexString() }]) {
    expect(readFormerId(written)).toEqual(id)
  }
  for (const written of ['ada', '', 12, null, {}, { $ne: '' }, 'é'.repeat(12)]) expect(readFormerId(written)).toBeUndefined()
})

test('a flag is read from what Python and forms write', () => {
  expect([true, 'True', 'false', 1, 0, 'oui', null, {}].map(readFormerFlag)).toEqual([
    true,
    true,
    false,
    true,
    false,
    undefined,
    undefined,
    undefined,
  ])
})

test('notes of every shape become a list of texts', () => {
  const told: string[] = []
  const read = (stored: unknown) =>
    readFormerNotes(
      stored,
      () => told.push('too many'),
      () => told.push('unreadable'),
    )
  expect(read(undefined)).toEqual([])
  expect(read(null)).toEqual([])
  expect(read('  ')).toEqual([])
  expect(read('Rappeler\nlundi')).toEqual(['Rappeler\nlundi'])
  expect(read(['a', null, '', 3, { note: 'b' }])).toEqual(['a', '3', 'b'])
  expect(told).toEqual([])
  expect(read([{ text: 'a', at: 'b' }, 'c'])).toEqual(['c'])
  expect(told).toEqual(['unreadable'])
})

test('notes that have no room are those at the end', () => {
  const told: string[] = []
  const notes = readFormerNotes(
    ['a'.repeat(10_000), ...Array.from({ length: 30 }, () => 'b'.repeat(9_000))],
    () => told.push('too many'),
    () => {},
  )
  expect(notes.join('').length).toBeLessThanOrEqual(200_000)
  expect(notes[0]).toBe('a'.repeat(10_000))
  expect(told).toEqual(['too many'])
})

test.each([
  'La génération automatique de description nécessite une clé API OpenAI.',
  '  la generation automatique de description necessite une cle API',
  '⚠️ La génération automatique de description nécessite une clé API…',
])('%s tells of a failure', (text) => {
  expect(formerErrorCode(text)).toBe('invalid_key')
})

test.each([
  '',
  'Poste de data engineer.',
  'Chez Acme, la génération automatique de description nécessite une clé API.',
  `La génération automatique de description nécessite une clé API. ${'Mes notes. '.repeat(100)}`,
])('%s is a description', (text) => {
  expect(formerErrorCode(text)).toBeUndefined()
})

test.each(['constructor', 'toString', '__proto__'])('the word %s is no choice', (word) => {
  expect(readFormerChoice(['À faire'], {})(word)).toBeUndefined()
})
