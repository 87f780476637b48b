import { parseArgs } from 'node:util'
import { pairsByHand } from './by-hand.ts'
import { formerlySame } from './former-rule.ts'
import { generatedPairs } from './generate.ts'
import { type Figures, figures, type Judged, judged } from './measure.ts'
import { GENERATED, GOALS, SEEDS } from './set.ts'

const { values } = parseArgs({ options: { wrong: { type: 'boolean', default: false } } })

const percent = (share: number) => `${(100 * share).toFixed(1)} %`.padStart(8)
const line = (name: string, { pairs, doubles, precision, recall }: Figures) =>
  console.log(
    `${name.padEnd(48)}${String(pairs).padStart(6)}${String(doubles).padStart(9)}${percent(precision).padStart(11)}${percent(recall).padStart(10)}`,
  )

const measured = (pairs: readonly Judged[]) => figures(pairs.map(({ same, reason }) => ({ same, taken: reason !== null })))
const former = (pairs: readonly Judged[]) => figures(pairs.map((pair) => ({ same: pair.same, taken: formerlySame(pair) })))

const byHand = pairsByHand.map(judged)
const [first, second] = SEEDS.map((seed) => generatedPairs(seed, GENERATED).map(judged)) as [Judged[], Judged[]]
const set = [...byHand, ...first]

console.log(`${''.padEnd(48)} pairs  doubles  precision    recall`)
line('the labelled set', measured(set))
line('  by hand', measured(byHand))
line(`  generated, seed ${SEEDS[0]}`, measured(first))
line('the former rule, on the same set', former(set))
line(`generated, seed ${SEEDS[1]}: nothing was tuned to it`, measured(second))
line('the former rule, on the same pairs', former(second))

console.log('\nkind (the labelled set)                       right    of')
for (const [kind, pairs] of Map.groupBy(set, ({ kind }) => kind)) {
  const right = pairs.filter(({ same, reason }) => same === (reason !== null)).length
  console.log(`${kind.padEnd(48)}${String(right).padStart(6)}${String(pairs.length).padStart(6)}`)
}

if (values.wrong) {
  for (const { kind, same, reason, one, other } of [...set, ...second]) {
    if (same === (reason !== null)) continue
    console.log(`\n${same ? 'missed' : `wrongly taken for one (${reason})`}: ${kind}`)
    for (const side of [one, other])
      console.log(`  ${[side.title, side.company, side.location, side.source, side.nativeId].join(' | ')}\n    ${side.description ?? '—'}`)
  }
}

const isGoodEnough = [measured(set), measured(second)].every(({ precision, recall }) => precision >= GOALS.precision && recall >= GOALS.recall)
if (!isGoodEnough) {
  console.error(`\nThe goals are a precision of ${GOALS.precision} and a recall of ${GOALS.recall}; --wrong shows each wrong pair.`)
  process.exitCode = 1
}
