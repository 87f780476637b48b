import type { CollectionRun } from '../../core/db/collection-runs.ts'
import type { CollectionStep } from '../../core/db/collection-steps.ts'
import type { CrawlHostRepository } from '../../core/db/crawl-host-repository.ts'
import type { SourceErrorCode } from '../../core/domain/collection-rules.ts'
import { hostOf } from '../crawling/host-turns.ts'
import { PageError } from '../crawling/page-error.ts'
import { sourceErrorOf } from './answer-problem.ts'
import { SourceError } from './source.ts'

/** So many pages in a row are no coincidence: the host refuses everything, or is down. */
const MOST_FAILED = 5
/** What a host does to all of its pages alike. */
const OF_HOSTS: ReadonlySet<SourceErrorCode> = new Set(['blocked', 'rate_limited', 'login_required', 'timed_out', 'unreachable'])

interface Braking {
  hosts: Pick<CrawlHostRepository, 'failedSteps' | 'noteFailedStep' | 'forgetFailedSteps'>
  now: () => Date
}

/** Leaves a host alone for the rest of a source's run once it has failed five of its pages in a row, each with all its attempts. */
export function createHostBrake({ hosts, now }: Braking) {
  /**
   * Asks a host for a step's page.
   * @throws SourceError of the last failure where the host is left alone, and whatever `ask` throws
   */
  return async function unlessItFails<T>(step: CollectionStep, { runs }: CollectionRun, url: string, ask: () => Promise<T>): Promise<T> {
    // What is run again is another run.
    const run = `${step.collectionId} ${step.source} ${runs[step.source]?.started_at?.getTime() ?? 0}`
    const parsed = URL.parse(url)
    if (parsed === null) return ask()
    const host = hostOf(parsed)
    const failed = await hosts.failedSteps(run, host)
    if (failed !== undefined && failed.steps.length >= MOST_FAILED) throw new SourceError(failed.problem.code, failed.problem.params)
    try {
      const answer = await ask()
      if (failed !== undefined) await hosts.forgetFailedSteps(run, host)
      return answer
    } catch (error) {
      const problem = error instanceof PageError ? sourceErrorOf(error) : error
      if (problem instanceof SourceError && OF_HOSTS.has(problem.code))
        await hosts.noteFailedStep(run, host, step.id, { code: problem.code, params: problem.params }, now())
      throw error
    }
  }
}
