import { createHash } from 'node:crypto'
import type { SourceRefusalRepository } from '../../core/db/source-refusal-repository.ts'
import { endsSource } from '../../core/domain/collection-rules.ts'
import { SourceError } from './source.ts'
import type { AskedOf } from './task.ts'

interface Remembering {
  refusals: SourceRefusalRepository
  now: () => Date
}

/** Remembers which keys sources refuse, so that pages that are asked for at once, and the runs after, don't ask with them again. */
export function createRefusedKeys({ refusals, now }: Remembering) {
  return {
    /** @throws SourceError of what the source answered to this key before */
    async check(asked: AskedOf): Promise<void> {
      const key = keyOf(asked)
      const problem = key === undefined ? undefined : await refusals.refusal(key, now())
      if (problem !== undefined) throw new SourceError(problem.code, problem.params)
    },

    /** Takes note of an error that is about the key, unless another attempt may mend it. */
    async note(asked: AskedOf, error: unknown): Promise<void> {
      const key = keyOf(asked)
      if (key === undefined || !(error instanceof SourceError) || !endsSource(error.code) || error.retryable) return
      await refusals.noteRefusal(key, { code: error.code, params: error.params }, now())
    },
  }
}

/** Of a source that has a key: its hash, with where it is sent. A refusal of any other is about one of its pages. */
function keyOf({ name, task: { settings } }: AskedOf): string | undefined {
  const { baseUrl, values } = settings
  const names = Object.keys(values).sort()
  if (names.every((setting) => setting.endsWith('base_url'))) return undefined
  const all = JSON.stringify([baseUrl, names.map((setting) => [setting, values[setting]])])
  return `${name} ${createHash('sha256').update(all).digest('hex')}`
}
