/** Pure rules of tasks: no zod here, workflows may import them. */
import { folded } from './text-rules.ts'

export const TASK_STATUSES = ['À faire', 'En cours', 'Terminée'] as const
export type TaskStatus = (typeof TASK_STATUSES)[number]

const comparable = (text: string) => folded(text).replace(/\s+/g, ' ').trim()

/** The status that a person meant, whatever the case, the accents and the spaces; undefined when it is none. */
export function readTaskStatus(text: string): TaskStatus | undefined {
  return TASK_STATUSES.find((status) => comparable(status) === comparable(text))
}
