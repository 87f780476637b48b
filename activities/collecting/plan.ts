import type { CollectionRepository } from '../../core/db/collection-repository.ts'
import type { NewStep } from '../../core/db/collection-steps.ts'
import type { SourceBoardRepository } from '../../core/db/source-board-repository.ts'
import type { SourceSettings } from '../../core/source-settings.ts'
import type { SourceStep } from './source.ts'
import { sourceFailure } from './source-failure.ts'
import type { Sources } from './targets.ts'
import { type AskedOf, askedOf } from './task.ts'
import { thisRun } from './this-run.ts'

interface Planning {
  sourceBoards: Pick<SourceBoardRepository, 'askedAt'>
  collections: Pick<CollectionRepository, 'collectionRun' | 'beginSource' | 'addRunSteps' | 'endSource' | 'waitingSteps'>
  sources: Sources
  sourceSettings: SourceSettings
  /** Whether Temporal knows the search attributes. */
  hasSearchAttributes: () => boolean
  now: () => Date
}

/** Pages that one run asks of a source at most. */
export const MAX_STEPS = 500

/** A page that is to be asked for, as a workflow knows it. */
export interface WaitingStep {
  id: string
  label: string
  /** It was fetched before the worker was lost: it is to be read. */
  isFetched: boolean
}

export interface PlannedSource {
  /** False: it had its end, was skipped, or nobody wants it any more. */
  isToBeAsked: boolean
  /** Operators may find its run by the source. */
  hasSearchAttributes: boolean
}

export const newStep = (asks: string, step: SourceStep, depth: number, is_planned: boolean): NewStep => ({
  key: `${asks}:${step.key}`,
  asks,
  step,
  depth,
  is_planned,
})

export function createPlanning({ collections, sourceBoards, sources, sourceSettings, hasSearchAttributes, now }: Planning) {
  /** Boards that were not asked for longest first: a run that has enough leaves others out than the one before. */
  async function inTurn(plan: readonly SourceStep[], { name, job }: AskedOf): Promise<readonly SourceStep[]> {
    if (job.answersQueries || plan.length < 2) return plan
    const askedAt = await sourceBoards.askedAt(name, plan.map(({ key }) => key)) // biome-ignore format: one line reads better
    const at = ({ key }: SourceStep) => askedAt.get(key)?.getTime() ?? 0
    return plan.toSorted((one, other) => at(one) - at(other))
  }

  return {
    /** Decides what is to be asked of a source; one without its key or its boards is skipped and says so. */
    async planSource({ collectionId, source }: { collectionId: string; source: string }): Promise<PlannedSource> {
      const end = { isToBeAsked: false, hasSearchAttributes: hasSearchAttributes() }
      const run = await collections.collectionRun(collectionId)
      if (run === undefined || !(await collections.beginSource(collectionId, source, now()))) return end
      const asked = askedOf(run, source, { sources, sourceSettings })
      if (asked === undefined) {
        await collections.endSource(
          collectionId,
          source,
          { problem: { code: 'unknown_source', params: {} }, status: 'skipped', by: thisRun() },
          now(),
        )
        return end
      }
      try {
        const plan = asked.job.plan(asked.task)
        if ('skipped' in plan) {
          const problem = { code: plan.skipped, params: { variable: plan.variable } }
          await collections.endSource(collectionId, source, { problem, status: 'skipped', by: thisRun() }, now())
          return end
        }
        const steps = (await inTurn(plan, asked)).map((step) => newStep(asked.name, step, 0, true))
        await collections.addRunSteps(collectionId, source, steps, MAX_STEPS, now())
        return { ...end, isToBeAsked: true }
      } catch (error) {
        throw sourceFailure(error)
      }
    },

    /** The next pages to ask for, without those at work. */
    async nextSteps({
      collectionId,
      source,
      limit,
      except,
    }: {
      collectionId: string
      source: string
      limit: number
      except: readonly string[]
    }): Promise<WaitingStep[]> {
      const waiting = await collections.waitingSteps(collectionId, source, limit, except)
      return waiting.map(({ id, label, fetched }) => ({ id, label, isFetched: fetched !== null }))
    },
  }
}
