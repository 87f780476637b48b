import type { Db } from 'mongodb'
import type { ModelCalls } from '../activities/describing/model/model-activities.ts'
import type { ModelRecorder } from '../activities/model/model-recorder.ts'
import type { Config } from '../core/config.ts'
import { createModelAnswerRepository } from '../core/db/model-answer-repository.ts'
import { createModelUsageRepository } from '../core/db/model-usage-repository.ts'

/** What is longer is left out, and said: some fifty pages of a book. */
export const PARTS = 4

/** What calls of the language model take; undefined where there is none. Its client is loaded only where there is one: it takes memory. */
export async function modelCallsOf(
  db: Db,
  { model, modelCalls, modelBudget }: Pick<Config, 'model' | 'modelCalls' | 'modelBudget'>,
  recordModel?: ModelRecorder,
): Promise<ModelCalls | undefined> {
  if (model === undefined) return undefined
  const { createChatModel } = await import('../activities/model/chat-model.ts')
  return {
    model: createChatModel(model, recordModel),
    answers: createModelAnswerRepository(db),
    usage: createModelUsageRepository(db, modelBudget),
    limits: { partTokens: modelCalls.partTokens, parts: PARTS },
  }
}
