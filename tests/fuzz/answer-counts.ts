/** How often each status was answered, by operation. */
export type AnswerCounts = Record<string, Record<string, number>>

export interface OperationCounts {
  /** `GET /tasks/{id}` */
  label: string
  /** By person, then by status. */
  answers: Record<string, Record<string, number>>
}

const carriedOut = (answers: Record<string, number> = {}) =>
  Object.entries(answers).reduce((sum, [status, times]) => sum + (status.startsWith('2') ? times : 0), 0)

/** Operations of which not one request was carried out: whatever the checks say, they tested nothing. */
export const unreached = (operations: readonly OperationCounts[]): string[] =>
  operations.filter(({ answers }) => Object.values(answers).every((counted) => carriedOut(counted) === 0)).map(({ label }) => label)

/** A row an operation: the answers 2xx that each person got, of all their requests. */
export function tableOf(operations: readonly OperationCounts[], people: readonly string[]): string {
  const rows = operations.map(({ label, answers }) => [label, ...people.map((person) => shareOf(answers[person]))])
  const table = [['Answers 2xx of all requests', ...people], ...rows]
  const widths = [...people, ''].map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  return table
    .map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '))
    .join('\n')
}

function shareOf(answers: Record<string, number> = {}): string {
  const all = Object.values(answers).reduce((sum, times) => sum + times, 0)
  return `${carriedOut(answers)} of ${all}`
}
