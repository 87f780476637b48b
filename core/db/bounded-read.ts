/** The time that a server gives to one read of a list, a search or a count. */
const MAX_TIME_MS = 2_000
/** What the way there and back may take beside it. A server that does not keep to its time is not waited for longer. */
const WAY_MS = 500

/** A read came to its bound by our clock: the server did not keep to its own. */
export class OutOfTime extends Error {
  override name = 'OutOfTime'
}

/** Options of a read that ends in time: by the server's clock (code 50), else by ours. @throws OutOfTime, then */
export function boundedRead() {
  // Not AbortSignal.timeout: the driver makes several errors of its own out of that one.
  const bound = new AbortController()
  setTimeout(() => bound.abort(new OutOfTime('the database did not answer in time')), MAX_TIME_MS + WAY_MS).unref()
  return { maxTimeMS: MAX_TIME_MS, signal: bound.signal }
}
