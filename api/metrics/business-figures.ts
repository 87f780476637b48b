import type { FiguresRepository } from '../../core/db/figures-repository.ts'
import type { Logger } from '../../core/logger.ts'

export type BusinessFigures = Awaited<ReturnType<FiguresRepository['count']>>

const KEPT_MS = 60_000
/** A count that MongoDB could not end in time would only take its time again. */
const PAUSE_MS = 10 * 60_000

interface FigureDependencies {
  figures: FiguresRepository
  log: Pick<Logger, 'warn'>
  now?: () => number
}

/**
 * The figures of the business, counted when somebody asks and kept for a minute; those who ask meanwhile wait for the same count.
 * Undefined when they could not be counted: that is tried again after ten minutes when MongoDB was too slow, else after one.
 */
export function createBusinessFigures({
  figures,
  log,
  now = () => performance.now(),
}: FigureDependencies): () => Promise<BusinessFigures | undefined> {
  let kept: Promise<BusinessFigures | undefined> | undefined
  let until = 0

  const count = async () => {
    try {
      return await figures.count()
    } catch (error) {
      if (figures.isTooSlow(error)) until = now() + PAUSE_MS
      log.warn({ reason: (error as Error).name }, 'the figures for Prometheus could not be counted')
      return undefined
    }
  }
  return () => {
    if (kept === undefined || now() >= until) {
      until = now() + KEPT_MS
      kept = count()
    }
    return kept
  }
}
