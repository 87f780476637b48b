import { randomBytes } from 'node:crypto'
import type { PageRepository } from '../../core/db/page-repository.ts'

/** The page store in memory, for what only hands pages on. */
export function createPageStore(): PageRepository {
  type StoredPage = NonNullable<Awaited<ReturnType<PageRepository['get']>>>
  const pages = new Map<string, StoredPage>()
  const change = (id: string, change: Partial<StoredPage>) => {
    const page = pages.get(id)
    if (page !== undefined) pages.set(id, { ...page, ...change })
  }
  return {
    async save(page) {
      const id = randomBytes(12).toString('hex')
      pages.set(id, { ...page, facts: null, description: null })
      return id
    },
    async get(id) {
      return pages.get(id)
    },
    async saveFacts(id, facts) {
      change(id, { facts })
    },
    async saveQuestions(id, questions) {
      change(id, { questions })
    },
    async saveDescription(id, description) {
      change(id, { description })
    },
  }
}
