import { expect, test } from 'vitest'
import { MAX_CANDIDATES, wordConditions, wordSearchStages } from './word-search.ts'

const owner = { user_id: 'me' }

test('at most 10,000 candidates of the longest word are looked at, the owner’s alone; the rest is matched among them', () => {
  const stages = wordSearchStages(owner, wordConditions('words', 'js lyon'), { archived: false })
  expect(MAX_CANDIDATES).toBe(10_000)
  expect(stages).toEqual([
    { $match: { user_id: 'me', words: { $regex: '^lyon' } } },
    { $limit: 10_000 },
    { $match: { $and: [{ archived: false }, { words: { $regex: '^js' } }] } },
  ])
})

test('what a word holds of a pattern is taken as it is written', () => {
  const [{ condition } = expect.fail('no word')] = wordConditions('words', 'node.js', '@company:')
  expect(condition).toEqual({ words: { $regex: '^@company:node\\.js' } })
  expect(wordConditions('words', 'c++')[0]?.condition).toEqual({ words: { $regex: '^c\\+\\+' } })
})
