import type { Logger } from '../../../core/logger.ts'
import type { ChatModel } from '../../model/chat-model.ts'
import { ModelError } from '../../model/model-error.ts'
import type { SourceQuery } from '../query.ts'
import { readByRules } from './rules.ts'

export interface QueryReader {
  /**
   * What a person looks for: keywords, place, work mode, contract. Never throws for what the model does.
   * @param location the place where the query doesn't say it
   * @throws the signal's reason, once it is aborted
   */
  read(text: string, location: string | null, signal: AbortSignal): Promise<SourceQuery>
}

/** Reads queries by rules, or by a language model where one is configured: what it fails to read, the rules have read. */
export function createQueryReader({ model, log }: { model?: ChatModel | undefined; log: Pick<Logger, 'warn'> }): QueryReader {
  return {
    async read(text, location, signal) {
      const byRules = readByRules(text, location)
      if (model === undefined) return byRules
      try {
        // Loaded when it is needed: its templates take more memory than all the rules.
        const { readByModel } = await import('./model-reader.ts')
        return await readByModel(byRules, location, { model, signal })
      } catch (error) {
        signal.throwIfAborted()
        // Its name alone: a message may hold what was asked.
        log.warn({ failure: error instanceof ModelError ? error.failure : 'unexpected' }, 'the model could not read a query; the rules did')
        return byRules
      }
    },
  }
}
