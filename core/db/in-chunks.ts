/** MongoDB's stand-in compares each document that it finds with each id: more take longer, one by one. */
const CHUNK = 100

/**
 * Does the work for some of the ids after the others, and sums up what it counts.
 * @throws the signal's reason, before the next of them: what has begun is done
 */
export async function inChunks<T>(ids: readonly T[], work: (some: T[]) => Promise<number>, signal?: AbortSignal): Promise<number> {
  let sum = 0
  for (let from = 0; from < ids.length; from += CHUNK) {
    signal?.throwIfAborted()
    sum += await work(ids.slice(from, from + CHUNK))
  }
  return sum
}
