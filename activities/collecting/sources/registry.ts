import type { SourceName } from '../../../core/domain/sources.ts'
import type { JobSource } from '../source.ts'

/** Every source by its name: a name without its source does not compile. */
export const sources = {} as Record<SourceName, JobSource>
