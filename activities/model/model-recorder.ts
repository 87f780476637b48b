import type { ModelFailure } from './model-error.ts'

/** A question that a language model was asked. */
export interface ModelCall {
  /** The configured name. */
  model: string
  outcome: 'answered' | ModelFailure | 'cancelled'
  /** 0 where the server did not say. */
  tokens: { input: number; output: number }
  seconds: number
  /** In US dollars, where the prices are known. */
  costUsd?: number
}

/** Is told of each question, for the figures that operators see. */
export type ModelRecorder = (call: ModelCall) => void
