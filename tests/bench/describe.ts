/**
 * npm run bench:describe [-- --pages 60] [--descriptions 100] [--rate 300]: what our own steps take on top of a model's time, and many descriptions
 * at once at a rate. With a stub of the model's API; 0 leaves a part out.
 */
import { parseArgs } from 'node:util'
import { startCollectStack } from './collect-stack.ts'
import { noteFigures, printFigures } from './figures.ts'
import { measureAtOnce } from './measure-described.ts'
import { measureOverhead } from './measure-describing.ts'

const { values } = parseArgs({
  options: { pages: { type: 'string', default: '60' }, descriptions: { type: 'string', default: '100' }, rate: { type: 'string', default: '300' } },
})
const { figures, add } = noteFigures()

const stack = await startCollectStack()
try {
  console.log(`MongoDB: ${stack.server}`)
  if (Number(values.pages) > 0) await measureOverhead(stack, { pages: Number(values.pages) }, add)
  if (Number(values.descriptions) > 0) await measureAtOnce(stack, { descriptions: Number(values.descriptions), perMinute: Number(values.rate) }, add)
} finally {
  await stack.stop()
}
printFigures(figures)
