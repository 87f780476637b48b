import { randomUUID } from 'node:crypto'
import type { Activities } from '../../activities/index.ts'
import { NO_COUNTS, type OfferCounts, type SourceProblem } from '../../core/domain/collection-rules.ts'

/** The collection of a test file: no other's, since their workflows go by its id on one server. */
export const COLLECTION = randomUUID().replaceAll('-', '').slice(0, 24)
export const SOURCE_INPUT = { collection_id: COLLECTION, source: 'greenhouse' }
export const counted = (saved: number, found = saved): OfferCounts => ({ ...NO_COUNTS, found, saved, rejected: found - saved })

type SaveStep = Activities['saveStep']
type FinishSource = Parameters<Activities['finishSource']>[0]
type FinishCollection = Parameters<Activities['finishCollection']>[0]

/** A source's run as the repository would keep it: pages wait until they are saved or ended. */
export function sourceRun(pages: readonly string[], { fetched = [] as readonly string[] } = {}) {
  const waiting = new Map(pages.map((label) => [label, { id: label, label, isFetched: fetched.includes(label) }]))
  const [asked, saved, rendered]: string[][] = [[], [], []]
  const problems: Record<string, SourceProblem> = {}
  const sourceEnds: FinishSource[] = []
  const collectionEnds: FinishCollection[] = []
  const end = (id: string) => void waiting.delete(id)
  /** What is led to, waits from then on. */
  const add = (label: string) => void waiting.set(label, { id: label, label, isFetched: false })
  const saving: SaveStep = async ({ stepId }) => {
    saved?.push(stepId)
    end(stepId)
    return { counts: counted(2, 3), needsBrowser: false, isEnough: false }
  }
  const activities = {
    noteSource: async () => {},
    reopenSource: async () => true,
    planSource: async () => ({ isToBeAsked: true, hasSearchAttributes: false }),
    nextSteps: async ({ except, limit }) => [...waiting.values()].filter(({ id }) => !except.includes(id)).slice(0, limit),
    fetchStep: async ({ stepId }) => {
      asked?.push(stepId)
      return { waitMs: null }
    },
    renderStep: async ({ stepId }) => {
      rendered?.push(stepId)
      return { waitMs: null }
    },
    saveStep: saving,
    finishStep: async ({ stepId, problem }) => {
      problems[stepId] = problem
      end(stepId)
    },
    finishSource: async (given) => {
      sourceEnds.push(given)
      return { status: given.isCancelled ? 'cancelled' : Object.keys(problems).length > 0 ? 'partial' : 'done', counts: counted(saved?.length ?? 0) }
    },
    finishCollection: async (given) => {
      collectionEnds.push(given)
      return { status: given.isCancelled ? 'cancelled' : 'done', counts: NO_COUNTS }
    },
  } satisfies Partial<Activities> as Partial<Activities> & { saveStep: SaveStep; fetchStep: Activities['fetchStep'] }
  return { activities, asked: asked as string[], saved: saved as string[], rendered: rendered as string[], problems, sourceEnds, collectionEnds, add }
}
