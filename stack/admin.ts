import { createPasswords } from '../api/auth/index.ts'
import { readConfig } from '../core/config.ts'
import { isDuplicateKey } from '../core/db/duplicate-key.ts'
import { ensureIndexes } from '../core/db/indexes.ts'
import { createSessionRepository } from '../core/db/session-repository.ts'
import { createUserRepository } from '../core/db/user-repository.ts'
import { readEnvironment } from '../core/environment.ts'
import { generatedPassword, runAdminCommand, UsageError } from './admin-commands.ts'
import { readAdminCommandLine } from './admin-request.ts'
import type { Environment } from './cache.ts'
import { readPassword } from './read-password.ts'
import { StackError, sentenceOf } from './stack-error.ts'
import { withDatabase } from './with-database.ts'

const HELP = `npm run admin -- <command> <email>

  create [--username NAME]   a new user, an admin; without a name the part of the e-mail before the @
  promote, demote            makes the user an admin; an admin a user
  disable, enable            keeps the user out, and ends every session; lets them in again
  set-password               gives the user another password, and ends every session

  --generate                 make the password up, and print it once
  --mongodb-uri URI          the database to work on (MONGODB_URI); else the one of the data folder, which need not be running
  --data-dir FOLDER          that folder (DATA_DIR, .data)
  --help

The password is asked for, or read from the standard input when that is no terminal: never given as an argument.
It ends with 0 when done, 1 when it could not be, 2 when the command line is wrong.`

async function main(given: Environment): Promise<void> {
  const { environment, request, generate } = readAdminCommandLine(process.argv.slice(2), given)
  if (request === undefined) return console.log(HELP)
  let generated: string | undefined
  const password = async () => {
    if (!generate) return await readPassword(process.stdin, (text) => void process.stderr.write(text))
    generated = generatedPassword()
    return generated
  }
  const said = await withDatabase({ environment, log: (line) => console.error(line) }, async (db) => {
    // It may be the first to come: names are unique by an index.
    await ensureIndexes(db).catch(explainIndexes)
    const passwords = createPasswords({ cost: readConfig(environment).auth.bcryptCost })
    const deps = { users: createUserRepository(db), sessions: createSessionRepository(db), passwords, now: () => new Date() }
    return await runAdminCommand({ ...request, password }, deps).finally(() => passwords.close())
  })
  console.log(said)
  if (generated !== undefined) console.log(`Password: ${generated}`)
}

/** Names that several users have are of a database that was not converted. */
function explainIndexes(error: unknown): never {
  if (!isDuplicateKey(error)) throw error
  throw new StackError('This database comes from the former backend: convert it with `npm run migrate`, then run the same command again.')
}

main(readEnvironment()).then(
  () => process.exit(0),
  (error) => {
    console.error(sentenceOf(error) ?? error)
    process.exit(error instanceof UsageError ? 2 : 1)
  },
)
