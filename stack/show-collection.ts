import type { Collection } from '../core/domain/collection.ts'
import { collectJobOffersId } from '../core/temporal/names.ts'
import type { DemoClient } from './demo-client.ts'

const counted = ({ found, saved, unchanged, duplicates, rejected }: Pick<Collection, 'found' | 'saved' | 'unchanged' | 'duplicates' | 'rejected'>) =>
  `${found} found: ${saved} new, ${unchanged} known, ${duplicates} doubles, ${rejected} not wanted`

/** How far a collection is, in one line a source. */
const progressOf = ({ sources }: Collection): string =>
  sources.map((run) => `${run.source} ${run.status}, ${run.pages_done} of ${run.pages_total} pages, ${counted(run)}`).join('; ')

/** Collects from the board's list of offers, and tells how it comes along by its live events. */
export async function showCollection(client: DemoClient, boardUrl: string, workflows: string): Promise<void> {
  const { id } = await client.collect({ query: 'data engineer', sources: [`${boardUrl}/offers`] })
  console.log(`Collecting from ${boardUrl}/offers; watch it: ${workflows}/${collectJobOffersId(id)}`)
  let told = ''
  const end = await client.followCollection(id, (collection) => {
    const progress = progressOf(collection)
    if (progress !== told && progress !== '') console.log(`  ${progress}`)
    told = progress
  })
  const reasons = end.sources.flatMap(({ rejections, errors }) => [
    ...Object.entries(rejections).map(([reason, count]) => `${count} ${reason}`),
    ...errors.map(({ detail }) => detail),
  ])
  console.log(`  ${end.status}: ${counted(end)}${reasons.length > 0 ? ` (${reasons.join(', ')})` : ''}\n`)
}
