import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Environment } from './cache.ts'
import { StackError } from './stack-error.ts'

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const

/** What every command that knows the stack takes: each stands for the variable that is spelt like it. */
const PLACE = {
  'api-port': text,
  'mongodb-port': text,
  'temporal-port': text,
  'temporal-ui-port': text,
  'api-metrics-port': text,
  'worker-metrics-port': text,
  'data-dir': text,
  'mongodb-uri': text,
  'temporal-address': text,
} as const

const variableOf = (option: string) => option.toUpperCase().replaceAll('-', '_')

export interface Options {
  /** The environment, with the variables that options stand for. */
  environment: Environment
  flags: ReadonlySet<string>
  /** Other options with a value. */
  values: Record<string, string>
  positionals: string[]
}

/**
 * Reads a command line: the options above, and the command's own.
 * @throws StackError naming what is wrong with it.
 */
export function readOptions(
  args: string[],
  given: Environment,
  { command, flags = [], own = [], commands = false }: { command: string; flags?: string[]; own?: string[]; commands?: boolean },
): Options {
  const table = (names: string[], kind: typeof text | typeof flag) => Object.fromEntries(names.map((name) => [name, kind]))
  try {
    const options = { ...PLACE, ...table(own, text), ...table([...flags, 'help'], flag) }
    const parsed = parseArgs({ args, options, allowPositionals: commands })
    const texts = Object.entries(parsed.values).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    const variables = texts.filter(([name]) => name in PLACE).map(([name, value]) => [variableOf(name), value])
    return {
      environment: { ...given, ...Object.fromEntries(variables) },
      flags: new Set(Object.keys(parsed.values).filter((name) => (parsed.values as Record<string, unknown>)[name] === true)),
      values: Object.fromEntries(texts),
      positionals: parsed.positionals,
    }
  } catch (error) {
    throw new StackError(`${(error as Error).message.split('. ', 1)[0]}: see \`${command} -- --help\`.`)
  }
}

/** The command with those arguments, as a shell takes it. */
export function commandWith(command: string, args: readonly string[]): string {
  const quoted = args.map((word) => (/^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
  return [command, ...(args.length > 0 ? ['--'] : []), ...quoted].join(' ')
}

/** The command as it is to be typed for the stack on that folder. */
export function commandOn(command: string, dataDir: string): string {
  if (resolve(dataDir) === resolve('.data')) return command
  return commandWith(command, ['--data-dir', dataDir])
}
