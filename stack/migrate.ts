import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Db } from 'mongodb'
import { createCvInspection } from '../api/users/cv/inspection.ts'
import { readConfig } from '../core/config.ts'
import { createCvRepository } from '../core/db/cv-repository.ts'
import { hasFormerDocuments } from '../core/db/migrations/former-backend.ts'
import { createMigrations, isWhole } from '../core/db/migrations/migrations.ts'
import { readEnvironment } from '../core/environment.ts'
import { importCvs } from './import-cvs.ts'
import { createMigrationReport } from './migration-report.ts'
import { readOptions } from './options.ts'
import { StackError, sentenceOf } from './stack-error.ts'
import { withDatabase } from './with-database.ts'

const HELP = `npm run migrate -- [options]

  Brings the database of the former backend (DATABASE_NAME) into today's shape, in place. Stop the former backend, and make a backup
  first. It may be stopped and run again, and runs while the API does.

  --dry-run            writes nothing, and reports what would be done
  --again              also when it was applied: for a backup that was restored later
  --uploads FOLDER     imports the newest good CV of each user from the former backend's folder of uploads
  --report FILE        writes a report as JSON: counts, and every field and file that did not come across whole
  --mongodb-uri URI    the database to work on (MONGODB_URI); else the one of the data folder, which need not be running
  --data-dir FOLDER    that folder (DATA_DIR, .data)
  --help

It ends with 0 when all came across or is listed, 1 when something is left to be done.`

async function main(): Promise<boolean> {
  const read = { command: 'npm run migrate', flags: ['dry-run', 'again'], own: ['uploads', 'report'] }
  const { environment, flags, values } = readOptions(process.argv.slice(2), readEnvironment(), read)
  if (flags.has('help')) {
    console.log(HELP)
    return true
  }
  const uploads = values.uploads === undefined ? undefined : await folderOf(values.uploads)
  const report = openReport(values.report)
  const { allowHosts } = readConfig(environment).crawl
  const dryRun = flags.has('dry-run')
  return await withDatabase({ environment, log: (line) => console.error(line) }, async (db) => {
    const progress = showProgress()
    const options = { dryRun, allowHosts, listed: report.add, progress: progress.show }
    const migrations = await createMigrations(db, options, () => new Date())
      .apply({ again: flags.has('again') })
      .catch(explainStop)
    progress.end()
    const cvs = uploads === undefined ? undefined : await importFrom(uploads, db, dryRun, report.add)
    const said = report.end({ dry_run: dryRun, migrations, cvs })
    console.log([...(migrations.length === 0 ? ['Every migration was applied before.'] : []), ...(said ? [said] : [])].join('\n'))
    return migrations.every(isWhole) && (dryRun || !(await cameLater(db)))
  })
}

/** What kept it from going on is beneath what the runner of migrations says. */
function explainStop(error: Error): never {
  const { name, message } = error.cause instanceof Error ? error.cause : error
  throw new StackError(`The migration stopped (${name}: ${message}): run the same command again, and it goes on.`, { cause: error })
}

async function cameLater(db: Db): Promise<boolean> {
  const came = await hasFormerDocuments(db)
  if (came) console.log('Some documents are in the former shape: `npm run migrate -- --again` goes on with them.')
  return came
}

const importFrom = (folder: string, db: Db, dryRun: boolean, listed: Parameters<typeof importCvs>[1]['listed']) =>
  importCvs(folder, { db, cvs: createCvRepository(db), inspect: createCvInspection(), dryRun, listed, now: () => new Date() })

async function folderOf(path: string): Promise<string> {
  await readdir(path).catch(() => {
    throw new StackError(`--uploads is wrong: ${path} is no folder that can be read.`)
  })
  return resolve(path)
}

function openReport(path: string | undefined) {
  try {
    return createMigrationReport(path)
  } catch (error) {
    throw new StackError(`--report is wrong: ${path} can't be written (${(error as NodeJS.ErrnoException).code}).`)
  }
}

/** How far it is, on one line that is written over; nothing where nobody looks. */
function showProgress() {
  const { isTTY } = process.stderr
  return {
    show({ collection, read }: { collection: string; read: number }): void {
      if (isTTY) process.stderr.write(`\r${collection}: ${read} documents`.padEnd(60))
    },
    end(): void {
      if (isTTY) process.stderr.write(`\r${' '.repeat(60)}\r`)
    },
  }
}

main().then(
  (done) => process.exit(done ? 0 : 1),
  (error) => {
    console.error(sentenceOf(error) ?? error)
    process.exit(1)
  },
)
