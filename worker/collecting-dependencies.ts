import type { Db } from 'mongodb'
import { createCatalogueWriter } from '../activities/collecting/catalogue-writer.ts'
import type { CollectingDependencies } from '../activities/collecting/index.ts'
import { sources } from '../activities/collecting/sources/registry.ts'
import { readByRules } from '../activities/collecting/understanding/rules.ts'
import type { ModelRecorder } from '../activities/model/model-recorder.ts'
import type { Config } from '../core/config.ts'
import { createCatalogueRepository } from '../core/db/catalogue-repository.ts'
import { type CollectionRepository, createCollectionRepository } from '../core/db/collection-repository.ts'
import { createModelUsageRepository } from '../core/db/model-usage-repository.ts'
import { createScheduledSearches } from '../core/db/scheduled-searches.ts'
import { createSourceBoardRepository } from '../core/db/source-board-repository.ts'
import { createSourceRefusalRepository } from '../core/db/source-refusal-repository.ts'
import type { Logger } from '../core/logger.ts'

type Own = Omit<CollectingDependencies, 'polite' | 'hosts' | 'browser' | 'hasSearchAttributes' | 'now' | 'log'> & {
  collections: CollectionRepository
}

/** What collecting needs beside what other activities need, too. */
export async function collectingDependencies(
  db: Db,
  config: Pick<Config, 'sources' | 'model' | 'modelBudget'>,
  now: () => Date,
  log: Logger,
  recordModel?: ModelRecorder,
): Promise<Own> {
  return {
    collections: createCollectionRepository(db),
    sourceBoards: createSourceBoardRepository(db),
    refusals: createSourceRefusalRepository(db),
    searches: createScheduledSearches(db),
    catalogue: createCatalogueWriter({ catalogue: createCatalogueRepository(db), now }),
    queries: await queryReader(db, config, now, log, recordModel),
    sources,
    sourceSettings: config.sources,
  }
}

/** The model's client and its prompts are loaded only where there is one: they take memory. */
async function queryReader(
  db: Db,
  { model, modelBudget }: Pick<Config, 'model' | 'modelBudget'>,
  now: () => Date,
  log: Logger,
  recordModel: ModelRecorder | undefined,
): Promise<Own['queries']> {
  if (model === undefined) return { read: async (text, location) => readByRules(text, location) }
  const [{ createQueryReader }, { createChatModel }] = await Promise.all([
    import('../activities/collecting/understanding/index.ts'),
    import('../activities/model/chat-model.ts'),
  ])
  return createQueryReader({ reading: { model: createChatModel(model, recordModel), usage: createModelUsageRepository(db, modelBudget), now }, log })
}
