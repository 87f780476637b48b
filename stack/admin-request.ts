import { ADMIN_COMMANDS, type AdminRequest, UsageError } from './admin-commands.ts'
import type { Environment } from './cache.ts'
import { type Options, readOptions } from './options.ts'
import type { StackError } from './stack-error.ts'

export interface AdminCommandLine {
  environment: Environment
  /** Undefined: help is wanted. */
  request: Omit<AdminRequest, 'password'> | undefined
  /** The password is made up. */
  generate: boolean
}

/** Reads the command line of `npm run admin`. @throws UsageError */
export function readAdminCommandLine(args: string[], given: Environment): AdminCommandLine {
  const { environment, flags, values, positionals } = optionsOf(args, given)
  const helps = flags.has('help') || positionals.length === 0
  return { environment, request: helps ? undefined : requestOf(positionals, values), generate: flags.has('generate') }
}

function optionsOf(args: string[], given: Environment): Options {
  try {
    return readOptions(args, given, { command: 'npm run admin', flags: ['generate'], own: ['username'], commands: true })
  } catch (error) {
    throw new UsageError((error as StackError).message)
  }
}

function requestOf([word, email, ...more]: string[], { username }: Options['values']): Omit<AdminRequest, 'password'> {
  const command = ADMIN_COMMANDS.find((name) => name === word)
  if (command === undefined) throw new UsageError(`${word} is no command: see \`npm run admin -- --help\`.`)
  if (!email?.trim() || more.length > 0) throw new UsageError(`Say whose account it is: \`npm run admin -- ${command} <email>\`, and no password.`)
  if (username !== undefined && command !== 'create') throw new UsageError('--username is for create only.')
  return { command, email, username }
}
