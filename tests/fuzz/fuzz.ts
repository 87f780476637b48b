/** npm run fuzz [-- --seed N] [-- --examples N] [-- --person NAME]: schemathesis against a running API, as two users and an admin. */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { sentenceOf } from '../../stack/stack-error.ts'
import { fuzz } from './run-fuzz.ts'
import { PEOPLE } from './running-api.ts'

const HELP = `npm run fuzz: asks a running API everything that its OpenAPI document describes, right and wrong, as two users and an admin.

Starts MongoDB, Temporal and the API on free ports and stops them again. Nothing may fail, and each operation must be carried out.

  --examples N    of each phase, an operation and person (100)
  --seed N        asks the same again; printed with each run
  --person NAME   as one of ${PEOPLE.join(', ')} only
  --help`

async function main(): Promise<void> {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ options: { seed: text, examples: text, person: text, help: { type: 'boolean' } } })
  if (values.help) return console.log(HELP)
  const seed = values.seed === undefined ? randomInt(1_000_000_000) : wholeNumber('seed', values.seed)
  const examples = wholeNumber('examples', values.examples ?? '100')
  const people = PEOPLE.filter((person) => values.person === undefined || person === values.person)
  if (people.length === 0) throw new TypeError(`--person is one of ${PEOPLE.join(', ')}.`)

  const began = performance.now()
  const result = await fuzz({ seed, examples, turns: people.map((person) => ({ person })), environment: process.env, log: console.log })
  console.log(`\nSeed ${seed}, ${Math.round((performance.now() - began) / 1_000)} s.`)
  if (result.unreached.length > 0) console.log(`No request was carried out of: ${result.unreached.join(', ')}.`)
  if (result.failed.length > 0) console.log(`Failed as ${result.failed.join(', ')}: see above. Again: npm run fuzz -- --seed ${seed}`)
  // One person alone doesn't reach what others may do.
  const complete = people.length < PEOPLE.length || result.unreached.length === 0
  process.exitCode = result.failed.length === 0 && complete ? 0 : 1
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,10}$/.test(text) || (name === 'examples' && Number(text) === 0)) throw new TypeError(`--${name} is a whole number.`)
  return Number(text)
}

main().catch((error: Error) => {
  process.stderr.write(`${sentenceOf(error) ?? (error instanceof TypeError ? error.message : error.stack)}\n`)
  process.exitCode = 1
})
