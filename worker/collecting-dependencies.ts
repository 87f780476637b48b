import type { Db } from 'mongodb'
import { createCatalogueWriter } from '../activities/collecting/catalogue-writer.ts'
import type { CollectingDependencies } from '../activities/collecting/index.ts'
import { sources } from '../activities/collecting/sources/registry.ts'
import { readByRules } from '../activities/collecting/understanding/rules.ts'
import type { Config } from '../core/config.ts'
import { createCatalogueRepository } from '../core/db/catalogue-repository.ts'
import { type CollectionRepository, createCollectionRepository } from '../core/db/collection-repository.ts'
import { createScheduledSearches } from '../core/db/scheduled-searches.ts'
import { createSourceBoardRepository } from '../core/db/source-board-repository.ts'

type Own = Omit<CollectingDependencies, 'polite' | 'browser' | 'hasSearchAttributes' | 'now' | 'log'> & { collections: CollectionRepository }

/** What collecting needs beside what other activities need, too. */
export function collectingDependencies(db: Db, { sources: sourceSettings }: Pick<Config, 'sources'>, now: () => Date): Own {
  return {
    collections: createCollectionRepository(db),
    sourceBoards: createSourceBoardRepository(db),
    searches: createScheduledSearches(db),
    catalogue: createCatalogueWriter({ catalogue: createCatalogueRepository(db), now }),
    queries: { read: async (text, location) => readByRules(text, location) },
    sources,
    sourceSettings,
  }
}
