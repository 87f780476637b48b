import { randomUUID } from 'node:crypto'
import type { ModelUsageRepository } from '../../../core/db/model-usage-repository.ts'
import type { Logger } from '../../../core/logger.ts'
import type { ChatModel } from '../../model/chat-model.ts'
import { ModelError, type ModelTokens } from '../../model/model-error.ts'
import type { SourceQuery } from '../query.ts'
import { readByRules } from './rules.ts'

export interface QueryReader {
  /**
   * What a person looks for: keywords, place, work mode, contract. Never throws for what the model does.
   * @param location the place where the query doesn't say it
   * @param userId on whose budget a model reads; null: nobody's own, an operator asks
   * @throws the signal's reason, once it is aborted
   */
  read(text: string, location: string | null, userId: string | null, signal: AbortSignal): Promise<SourceQuery>
}

interface ModelReading {
  model: ChatModel
  /** What it costs, and the budgets that it keeps to. */
  usage: Pick<ModelUsageRepository, 'begin' | 'end'>
  now: () => Date
}

/** Reads queries by rules, or by a language model where one is configured: what it fails to read, or has no budget for, the rules have read. */
export function createQueryReader({ reading, log }: { reading?: ModelReading | undefined; log: Pick<Logger, 'warn'> }): QueryReader {
  const told = (failure: string) => log.warn({ failure }, 'the model could not read a query; the rules did')
  return {
    async read(text, location, userId, signal) {
      const byRules = readByRules(text, location)
      if (reading === undefined) return byRules
      // Loaded when it is needed: its templates take more memory than all the rules.
      const { mostTokens, PROMPT, readByModel } = await import('./model-reader.ts')
      const call = { id: `query:${randomUUID()}`, userId, model: reading.model.name, promptVersion: PROMPT.version }
      try {
        const reached = await reading.usage.begin(call, mostTokens(text, location), reading.now())
        if (reached === undefined) return await readByModel(byRules, location, { model: counted(reading, call.id), signal })
        told('budget_reached')
      } catch (error) {
        signal.throwIfAborted()
        // Its name alone: a message may hold what was asked.
        told(error instanceof ModelError ? error.failure : 'unexpected')
      }
      return byRules
    },
  }
}

/** The model, with what its answer cost written down, whatever it is worth. */
function counted({ model, usage }: ModelReading, call: string): Pick<ChatModel, 'ask'> {
  return {
    async ask(question, signal) {
      const start = performance.now()
      const end = (outcome: string, tokens: ModelTokens | undefined) => usage.end(call, { outcome, tokens, latencyMs: performance.now() - start })
      try {
        const answer = await model.ask(question, signal)
        await end('answered', answer.tokens)
        return answer
      } catch (error) {
        // Of a call that was cancelled nobody knows whether it is paid.
        if (error instanceof ModelError) await end(error.failure, error.tokens)
        throw error
      }
    },
  }
}
