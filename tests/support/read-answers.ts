import { MockActivityEnvironment } from '@temporalio/testing'
import type { Db } from 'mongodb'
import { pino } from 'pino'
import { createBeginning } from '../../activities/collecting/begin.ts'
import { createCatalogueWriter } from '../../activities/collecting/catalogue-writer.ts'
import { createEnding } from '../../activities/collecting/end.ts'
import { createPlanning } from '../../activities/collecting/plan.ts'
import { createSaving } from '../../activities/collecting/save-step.ts'
import type { SourceAnswer } from '../../activities/collecting/source.ts'
import { sources } from '../../activities/collecting/sources/registry.ts'
import { readByRules } from '../../activities/collecting/understanding/rules.ts'
import { readConfig } from '../../core/config.ts'
import { createCatalogueRepository } from '../../core/db/catalogue-repository.ts'
import { createCollectionRepository } from '../../core/db/collection-repository.ts'
import { newId } from '../../core/db/new-id.ts'
import { createSourceBoardRepository } from '../../core/db/source-board-repository.ts'
import type { StoredCollection } from '../../core/domain/collection.ts'
import type { AskedCollection } from '../../core/domain/collection-rules.ts'

/** What a source answers, by the label of the page that is asked for: a body, JSON or a page. */
export type Answers = (label: string, step: object) => Partial<SourceAnswer>

export interface ReadAnswers {
  db: Db
  now?: Date
  environment?: Record<string, string>
}

/** Collections over a database whose pages are answered as a test says: everything but the asking is what a worker does. */
export function readAnswers({ db, now: at = new Date('2026-11-23T12:00:00Z'), environment = {} }: ReadAnswers) {
  const collections = createCollectionRepository(db)
  const sourceSettings = readConfig({ ENVIRONMENT: 'test', ...environment }).sources
  const now = () => at
  const run = <A, R>(activity: (given: A) => Promise<R>, given: A): Promise<R> => new MockActivityEnvironment().run(activity, given)
  const common = { collections, sources, sourceSettings, now }
  const beginning = createBeginning({ ...common, queries: { read: async (text, location) => readByRules(text, location) } })
  const planning = createPlanning({ ...common, sourceBoards: createSourceBoardRepository(db), hasSearchAttributes: () => false })
  const ending = createEnding(common)

  /** Runs what is asked for to its end, and answers its record. */
  async function collected(asked: Partial<AskedCollection>, answers: Answers): Promise<StoredCollection> {
    const id = newId()
    await collections.request(newId(), { query: 'data engineer', location: null, sources: [], limit: 100, url: null, ...asked }, id, at)
    return again(id, answers, false)
  }

  async function again(id: string, answers: Answers, fromTheBeginning = true): Promise<StoredCollection> {
    const kept = new Map<string, Partial<SourceAnswer>>()
    const read = async (payloadId: string): Promise<SourceAnswer> => {
      const answer = kept.get(payloadId) ?? {}
      return {
        status: 200,
        url: 'https://answered.example/',
        headers: {},
        body: JSON.stringify(answer.json ?? ''),
        json: undefined,
        via: 'http',
        ...answer,
      }
    }
    const saving = createSaving({
      ...common,
      sourceBoards: createSourceBoardRepository(db),
      polite: { read },
      catalogue: createCatalogueWriter({ catalogue: createCatalogueRepository(db), now }),
      log: pino({ level: 'silent' }),
    })
    const begun = await run(beginning.beginCollection, { collectionId: id, again: fromTheBeginning })
    for (const source of begun?.sources ?? []) {
      if ((await run(planning.planSource, { collectionId: id, source })).isToBeAsked) {
        for (let isEnough = false; !isEnough; ) {
          const [step] = await collections.waitingSteps(id, source, 1, [])
          if (step === undefined) break
          kept.set(step.id, answers(step.label, step.step))
          await collections.noteFetched(step.id, { payload_id: step.id, via: 'http', fetched: 'fetched', fetch_ms: 1 }, at)
          isEnough = (await run(saving.saveStep, { stepId: step.id })).isEnough
        }
      }
      await run(ending.finishSource, { collectionId: id, source, problem: null, isCancelled: false })
    }
    await run(ending.finishCollection, { collectionId: id, isCancelled: false, unlessAtWork: false })
    return collections.get(undefined, id)
  }

  return { collected, again, collections }
}
