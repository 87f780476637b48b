/** npm run eval:describe: reads local pages of offers, by extraction alone and with a model, and says field by field what is right. */
import { pages } from './pages.ts'
import { compareExtracted } from './read-extracted.ts'
import { printTable, scoreOf } from './table.ts'

const LEAST_SHARE = 0.9

console.log(`A. Extraction alone, ${pages.length} pages\n`)
const extracted = pages.flatMap(compareExtracted)
printTable(extracted)
const { share, invented } = scoreOf(extracted)
console.log(
  `\n${(share * 100).toFixed(1)} % of what the pages say is read right (goal: ${LEAST_SHARE * 100} %), ${invented} fields are invented (goal: 0).`,
)
process.exitCode = share >= LEAST_SHARE && invented === 0 ? 0 : 1
