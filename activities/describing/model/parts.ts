import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface PartLimits {
  /** Of one part. */
  partTokens: number
  /** What is longer than all of them is left out, and said. */
  parts: number
}

/** A text in pieces that a model can take, in their order. */
export interface Parts {
  /** `tokens`: at most. */
  parts: { text: string; tokens: number }[]
  leftOutTokens: number
}

/** Starting and counting take two seconds, on a busy machine fifteen. */
const DEADLINE_MS = 50_000

/**
 * Takes a long text apart by its tokens, where its paragraphs end. Nothing is lost: what no part has room for is counted, about.
 * A text that is short whatever its tokens are (none is less than a byte) is taken as it is; only others need a tokenizer.
 */
export async function splitText(text: string, limits: PartLimits): Promise<Parts> {
  const bytes = Buffer.byteLength(text)
  if (bytes <= limits.partTokens) return { parts: text.trim() === '' ? [] : [{ text: text.trim(), tokens: bytes }], leftOutTokens: 0 }
  const splitting = fork(fileURLToPath(new URL('./split-process.ts', import.meta.url)), { env: {}, execArgv: [], serialization: 'advanced' })
  const ended = new AbortController()
  const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(DEADLINE_MS)])
  splitting.once('exit', () => ended.abort(new Error('The process that splits a text has ended')))
  try {
    splitting.send({ text, limits })
    const [parts] = (await once(splitting, 'message', { signal })) as [Parts]
    return parts
  } finally {
    splitting.removeAllListeners('exit').kill()
  }
}
