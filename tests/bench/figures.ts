import { cpus, totalmem } from 'node:os'

export interface Figure {
  name: string
  value: string
  goal: string
  /** Undefined: it has no goal here. */
  met: boolean | undefined
}

/** Notes a figure, and says it at once. */
export type AddFigure = (name: string, met: boolean | undefined, goal: string, value: string) => void

/** An empty list of figures, and what adds to it. */
export function noteFigures(): { figures: Figure[]; add: AddFigure } {
  const figures: Figure[] = []
  const add: AddFigure = (name, met, goal, value) => {
    figures.push({ name, value, goal, met })
    console.log(`${name}: ${value}`)
  }
  return { figures, add }
}

/** Prints the figures as a table, and the machine. The process ends with 1 when a goal was missed. */
export function printFigures(figures: Figure[]): void {
  console.log(`\n${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}\n`)
  console.log('| figure | measured | goal | |\n|---|---|---|---|')
  for (const { name, value, goal, met } of figures)
    console.log(`| ${name} | ${value} | ${goal} | ${met === undefined ? '' : met ? 'met' : 'MISSED'} |`)
  process.exitCode = figures.every(({ met }) => met !== false) ? 0 : 1
}
