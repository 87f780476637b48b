/**
 * npm run bench:collect [-- --offers 10000] [--pages 500] [--gap 200]: what a worker collects from twenty local boards, slow and failing
 * ones among them, how fast beside bare upserts, with how much CPU and memory, and how politely; then pages that need a browser. 0 leaves a part out.
 */
import { parseArgs } from 'node:util'
import { startCollectStack } from './collect-stack.ts'
import { noteFigures, printFigures } from './figures.ts'
import { measureBoards } from './measure-boards.ts'
import { measurePages } from './measure-pages.ts'

const { values } = parseArgs({
  options: { offers: { type: 'string', default: '10000' }, pages: { type: 'string', default: '500' }, gap: { type: 'string', default: '200' } },
})
const { figures, add } = noteFigures()

const stack = await startCollectStack()
try {
  console.log(`MongoDB: ${stack.server}`)
  if (Number(values.offers) > 0) await measureBoards(stack, { offers: Number(values.offers), gapMs: Number(values.gap) }, add)
  if (Number(values.pages) > 0) await measurePages(stack, { pages: Number(values.pages) }, add)
} finally {
  await stack.stop()
}
printFigures(figures)
