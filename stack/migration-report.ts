import { closeSync, openSync, writeSync } from 'node:fs'
import type { Listed } from '../core/db/migrations/convert-collection.ts'
import type { AppliedResult } from '../core/db/migrations/migrations.ts'
import type { CvCounts, FileReason } from './import-cvs.ts'

/** What did not come across whole: a field of a document, or a file. Never a value of anybody's. */
export type ReportedProblem = Listed | { file: string; reason: FileReason }

export interface MigrationSummary {
  dry_run: boolean
  migrations: AppliedResult[]
  cvs: CvCounts | undefined
}

/** Problems shown in the terminal; a file lists any number. */
const SHOWN = 20

/**
 * Takes problems as they come and counts them; with a file, they are written at once, so that neither many nor a kill matters.
 * @param path of the JSON file, `{problems, dry_run, migrations, cvs}`
 */
export function createMigrationReport(path: string | undefined) {
  const file = path === undefined ? undefined : openSync(path, 'w', 0o600)
  const counts = new Map<string, number>()
  const shown: string[] = []
  let total = 0
  if (file !== undefined) writeSync(file, '{"problems":[')

  return {
    add(problem: ReportedProblem): void {
      if (file !== undefined) writeSync(file, `${total === 0 ? '' : ','}\n${JSON.stringify(problem)}`)
      total += 1
      const kind = `${'file' in problem ? 'CV' : `${problem.collection}.${problem.field}`} ${problem.reason}`
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
      if (shown.length < SHOWN)
        shown.push(
          'file' in problem ? `${problem.file}: ${problem.reason}` : `${problem.collection} ${problem.id}: ${problem.field} ${problem.reason}`,
        )
    },

    /** Ends the file, and answers what a person should read. */
    end(summary: MigrationSummary): string {
      if (file !== undefined) {
        writeSync(file, `\n],${JSON.stringify(summary).slice(1)}\n`)
        closeSync(file)
      }
      const ran = summary.migrations.length > 0 || summary.cvs !== undefined
      return [...tables(summary), ...(ran ? listOf(counts, shown, total, path) : [])].join('\n')
    },
  }
}

function tables({ dry_run, migrations, cvs }: MigrationSummary): string[] {
  const would = dry_run ? ' (dry run: nothing is written)' : ''
  const lines = migrations.flatMap(({ migration, collections, droppedIndexes, indexProblem }) => [
    `${migration}${would}`,
    row('collection', ['read', 'converted', 'unchanged', 'aside', 'left']),
    ...collections.map(({ collection, read, converted, unchanged, aside, left }) => row(collection, [read, converted, unchanged, aside, left])),
    ...(droppedIndexes.length > 0 ? [`Indexes of the former backend that stand in the way, dropped: ${droppedIndexes.join(', ')}.`] : []),
    ...(indexProblem === undefined
      ? []
      : [`Today's indexes can't all be made: ${indexProblem}. See docs/migrating.md, "When indexes can't be made".`]),
  ])
  return cvs === undefined ? lines : [...lines, `CVs${would}: ${cvs.files} files, ${cvs.imported} imported, ${cvs.present} users had one already.`]
}

const row = (name: string, cells: (string | number)[]) => `  ${name.padEnd(14)}${cells.map((cell) => String(cell).padStart(11)).join('')}`

function listOf(counts: ReadonlyMap<string, number>, shown: readonly string[], total: number, path: string | undefined): string[] {
  if (total === 0) return ['Everything came across whole.']
  const kinds = [...counts].sort().map(([kind, count]) => `  ${String(count).padStart(8)} ${kind}`)
  const where = path === undefined ? '`-- --report FILE` lists each' : `${path} lists each`
  return ['Kept and listed (docs/migrating.md explains the reasons):', ...kinds, ...shown.map((line) => `  ${line}`), `${total} in all; ${where}.`]
}
