/** npm run eval:extraction: reads local pages of every variant and compares every field with what it should be. */
import { type Comparison, compare, OFFER_FIELDS, PAGE_FIELDS, type Verdict } from './compare.ts'
import { pages } from './pages.ts'

const HEADS = ['expected', 'right', 'wrong', 'missing', 'unexpected']
const NAME_WIDTH = 16
const row = (name: string, cells: readonly (string | number)[]) => name.padEnd(NAME_WIDTH) + cells.map((cell) => String(cell).padStart(12)).join('')
const count = (comparisons: readonly Comparison[], verdict: Verdict, isExpected?: boolean) =>
  comparisons.filter((one) => one.verdict === verdict && (isExpected === undefined || one.isExpected === isExpected)).length

/** Of what should be read how much is right, wrong and missing; and what was read where nothing should be. */
const cellsOf = (comparisons: readonly Comparison[]) => [
  comparisons.filter(({ isExpected }) => isExpected).length,
  count(comparisons, 'right', true),
  count(comparisons, 'wrong'),
  count(comparisons, 'missing'),
  count(comparisons, 'unexpected'),
]

const compared = pages.flatMap(compare)
const failed = compared.filter(({ verdict }) => verdict !== 'right')
console.log(row('field', HEADS))
for (const field of [...PAGE_FIELDS, ...OFFER_FIELDS]) console.log(row(field, cellsOf(compared.filter((one) => one.field === field))))
console.log(row('all', cellsOf(compared)))
for (const { page, field, verdict, expected, read } of failed)
  console.log(`\n${page}: ${field} is ${verdict}\n  expected ${JSON.stringify(expected)}\n  read     ${JSON.stringify(read)}`)
const wrongPages = new Set(failed.map(({ page }) => page)).size
console.log(`\n${pages.length - wrongPages} of ${pages.length} pages are read right, field by field.`)
process.exitCode = failed.length > 0 ? 1 : 0
