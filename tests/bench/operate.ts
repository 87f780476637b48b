/**
 * npm run bench:operate [-- --applications 1000000] [--offers 10000] [--triggers 10] [--seconds-of-killing 180]: how long a scheduled run with
 * nothing to do takes; archiving a tenth of so many applications beside a bare updateMany; cleaning a catalogue; two API processes and two
 * workers under load, one of each killed every ten seconds. 0 leaves a part out.
 */
import { parseArgs } from 'node:util'
import { startCollectStack } from './collect-stack.ts'
import { noteFigures, printFigures } from './figures.ts'
import { measureArchiving } from './measure-archiving.ts'
import { measureCleaning } from './measure-cleaning.ts'
import { measureKilling } from './measure-killing.ts'
import { triggerMs } from './operate-stack.ts'

const text = (value: string) => ({ type: 'string', default: value }) as const
const { values } = parseArgs({
  options: { applications: text('1000000'), offers: text('10000'), triggers: text('10'), 'seconds-of-killing': text('180') },
})
const [applications, offers, triggers] = [Number(values.applications), Number(values.offers), Number(values.triggers)]
const secondsOfKilling = Number(values['seconds-of-killing'])
const { figures, add } = noteFigures()

const stack = await startCollectStack()
const worker = await stack.startWorker({})
try {
  console.log(`MongoDB: ${stack.server}`)
  for (const schedule of triggers > 0 ? ['archive-old-applications', 'clean-job-offers'] : []) {
    const times: number[] = []
    for (let n = 0; n < triggers; n++) times.push(await triggerMs(stack, schedule))
    const [median, worst] = [times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0, Math.max(...times)]
    add(`trigger of ${schedule} to its end, nothing to do`, median < 1_000, 'under 1 s', `${median} ms p50, ${worst} ms max`)
  }
  if (applications > 0) await measureArchiving(stack, worker, applications, add)
  if (offers > 0) await measureCleaning(stack, worker, offers, add)
  if (secondsOfKilling > 0) await measureKilling(stack, secondsOfKilling, add)
} finally {
  await worker.stop()
  await stack.stop()
}
printFigures(figures)
