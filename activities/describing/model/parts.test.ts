import { Tiktoken } from 'js-tiktoken/lite'
import ranks from 'js-tiktoken/ranks/o200k_base'
import { expect, test } from 'vitest'
import { splitText } from './parts.ts'
import { splitByTokens } from './split-by-tokens.ts'

const PARAGRAPH = 'Nous recherchons un menuisier soigneux pour notre atelier de Lyon.\n\n'

test('a text that is short by its bytes is taken as it is', async () => {
  expect(await splitText(' Un texte. ', { partTokens: 100, parts: 4 })).toEqual({ parts: [{ text: 'Un texte.', tokens: 11 }], leftOutTokens: 0 })
  expect(await splitText(' \n ', { partTokens: 100, parts: 4 })).toEqual({ parts: [], leftOutTokens: 0 })
})

test('a long one is taken apart by its tokens where paragraphs end, and nothing is lost', async () => {
  const text = PARAGRAPH.repeat(40)
  const { parts, leftOutTokens } = await splitText(text, { partTokens: 200, parts: 10 })
  expect(leftOutTokens).toBe(0)
  expect(parts.length).toBeGreaterThan(2)
  expect(Math.max(...parts.map(({ tokens }) => tokens))).toBeLessThanOrEqual(200)
  expect(parts.every((part) => part.text.startsWith('Nous recherchons') && part.text.endsWith('Lyon.'))).toBe(true)
  expect(parts.map((part) => part.text).join('\n\n')).toBe(text.trim())
})

test('what no part has room for is counted', () => {
  const { parts, leftOutTokens } = splitByTokens(PARAGRAPH.repeat(40), { partTokens: 200, parts: 2 })
  expect(parts).toHaveLength(2)
  const kept = parts.reduce((sum, { tokens }) => sum + tokens, 0)
  expect(leftOutTokens).toBeGreaterThan(kept / 2)
})

test.each([
  ['one run of letters', 'a'.repeat(60_000)],
  ['no spaces', '漢字'.repeat(10_000)],
  ['one line', 'menuisier soigneux '.repeat(4_000)],
  ['many lines', '- x\n'.repeat(20_000)],
  ['what looks like the model’s own tokens', '<|endoftext|><|im_start|>'.repeat(1_000)],
])('%s is taken apart in bounded time', (_, text) => {
  const started = performance.now()
  const { parts } = splitByTokens(text, { partTokens: 1_000, parts: 3 })
  expect(parts.every(({ tokens }) => tokens <= 1_000)).toBe(true)
  expect(performance.now() - started).toBeLessThan(20_000)
})

test.each([
  ['letters', 'menuisier'.repeat(4_000)],
  ['signs of two units', '😀🛠'.repeat(1_000)],
])('an unbroken run of %s is taken apart a few hundred at a time, not one by one, and none of them in two', (_, run) => {
  const { parts } = splitByTokens(run, { partTokens: 1_000, parts: 100 })
  expect(parts.map(({ text }) => text).join('')).toBe(run)
  expect(parts.every(({ text }) => text.isWellFormed())).toBe(true)
  const lengths = parts.slice(0, -1).map(({ text }) => [...text].length)
  expect(lengths.filter((length) => length % 200 !== 0)).toEqual([])
})

test('signs of several tokens each are counted as such', () => {
  const encoder = new Tiktoken(ranks)
  const { parts } = splitByTokens('𓀀𓀁𓀂'.repeat(300), { partTokens: 1_000, parts: 100 })
  for (const { text, tokens } of parts) {
    expect(tokens).toBeGreaterThanOrEqual(encoder.encode(text, [], []).length)
    expect(tokens).toBeLessThanOrEqual(1_000)
  }
})
