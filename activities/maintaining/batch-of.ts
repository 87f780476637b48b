/** A batch of a run: which one, so that an attempt after a lost one knows what that had planned. */
export interface BatchOf {
  /** Of the run that asks: a run that is reset or continued asks anew. */
  runId: string
  number: number
}

/** The key of that batch's plan. */
export const batchKey = (step: string, { runId, number }: BatchOf): string => `${step} ${runId} ${number}`
