import type { SourceName } from '../../../core/domain/sources.ts'
import type { JobSource } from '../source.ts'
import { arbeitnow } from './arbeitnow.ts'
import { ashby } from './ashby.ts'
import { franceTravail } from './france-travail.ts'
import { greenhouse } from './greenhouse.ts'
import { lever } from './lever.ts'
import { page } from './page.ts'
import { tavily } from './tavily.ts'

/** Every source by its name: a name without its source does not compile. */
export const sources: Record<SourceName, JobSource> = { greenhouse, lever, ashby, 'france-travail': franceTravail, arbeitnow, tavily, page }
