import { expect, test } from 'vitest'
import { readMetrics, sampleOf } from './prometheus.ts'

const GOOD = `# HELP a_total What it is
# TYPE a_total counter
a_total{path="/x \\"y\\"",n="1"} 3
a_total{path="/z",n="1"} 0
# TYPE h histogram
h_bucket{le="0.1"} 1
h_bucket{le="+Inf"} 2
h_sum 0.7
h_count 2
`

test('a right text is read', () => {
  const families = readMetrics(GOOD)
  expect([...families.keys()]).toEqual(['a_total', 'h'])
  expect(families.get('a_total')).toMatchObject({ type: 'counter', help: 'What it is' })
  expect([sampleOf(families, 'a_total', { path: '/x \\"y\\"' }), sampleOf(families, 'h_count'), sampleOf(families, 'none')]).toEqual([
    3,
    2,
    undefined,
  ])
})

test.each([
  ['a series twice', 'a 1\na 2\n'],
  ['a family in two pieces', 'a 1\nb 1\na{x="1"} 1\n'],
  ['a type after its samples', 'a 1\n# TYPE a gauge\n'],
  ['a type that is none', '# TYPE a number\n'],
  ['a quote in a label', 'a{x="y"z"} 1\n'],
  ['a label twice', 'a{x="1",x="2"} 1\n'],
  ['no value', 'a\n'],
  ['no number', 'a one\n'],
  ['a wrong name', '1a 1\n'],
  ['a negative counter', '# TYPE a counter\na -1\n'],
  ['buckets that fall', GOOD.replace('le="0.1"} 1', 'le="0.1"} 3')],
  ['a count that is not the sum', GOOD.replace('h_count 2', 'h_count 3')],
  ['no bucket for all', GOOD.replace('+Inf', '5')],
  ['a last line that does not end', 'a 1'],
])('%s is refused', (_, text) => {
  expect(() => readMetrics(text)).toThrow()
})
