import { type Comparison, FIELDS, type Verdict } from './compare.ts'

const HEADS = ['expected', 'right', 'wrong', 'missing', 'invented'] as const
const NAME_WIDTH = 20
const row = (name: string, cells: readonly (string | number)[]) => name.padEnd(NAME_WIDTH) + cells.map((cell) => String(cell).padStart(10)).join('')
const count = (comparisons: readonly Comparison[], verdict: Verdict) =>
  comparisons.filter((one) => one.verdict === verdict && (verdict !== 'right' || one.isExpected)).length

/** Of what the pages say how much is right, from 0 to 1; and how many fields were invented. */
export function scoreOf(comparisons: readonly Comparison[]): { share: number; invented: number } {
  const expected = comparisons.filter(({ isExpected }) => isExpected).length
  return { share: expected === 0 ? 1 : count(comparisons, 'right') / expected, invented: count(comparisons, 'invented') }
}

/** A line for each field, then what is not right, page by page. */
export function printTable(comparisons: readonly Comparison[]): void {
  const cells = (some: readonly Comparison[]) => [
    some.filter(({ isExpected }) => isExpected).length,
    ...(['right', 'wrong', 'missing', 'invented'] as const).map((verdict) => count(some, verdict)),
  ]
  console.log(row('field', HEADS))
  for (const field of FIELDS) {
    const some = comparisons.filter((one) => one.field === field)
    if (some.length > 0) console.log(row(field, cells(some)))
  }
  console.log(row('all', cells(comparisons)))
  const differing = Map.groupBy(
    comparisons.filter(({ verdict }) => verdict !== 'right'),
    ({ page }) => page,
  )
  if (differing.size > 0) console.log('\nnot right:')
  for (const [page, some] of differing)
    console.log(
      `  ${page}: ${some.map(({ field, verdict, read }) => `${field} ${verdict}${verdict === 'missing' ? '' : ` (${short(read)})`}`).join(', ')}`,
    )
}

const short = (value: unknown) => JSON.stringify(value)?.slice(0, 120)
