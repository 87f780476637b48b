import { expect, test } from 'vitest'
import { comparable, folded, queryWords, searchWords } from './text-rules.ts'

test.each([
  ['C++ à Évry', ['c++', 'a', 'evry']],
  ['C#/.NET, Node.js.', ['c#', '.net', 'node.js']],
  ['Jean-Luc d’Œuvre', ['jean', 'luc', 'd', 'oeuvre']],
  ['ÉTÉ été', ['ete']],
  ['  !!! ', []],
  ['データ 东京', ['データ', '东京']],
])('the words of « %s »', (text, words) => {
  expect(queryWords(text)).toEqual(words.map((word) => folded(word)))
})

test('a dotted word is also found by its parts', () => {
  expect(searchWords('Node.js .NET')).toEqual(['node.js', 'node', 'js', '.net', 'net'])
})

test('combining accents and precomposed ones are one word', () => {
  expect(folded('e\u0301te\u0301')).toBe(folded('été'))
})

test('texts compare trimmed, with one kind of newline', () => {
  expect(comparable(' a\r\nb\rc \n')).toBe('a\nb\nc')
})
