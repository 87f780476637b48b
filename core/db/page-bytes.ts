/** So much text goes into one page. */
export const PAGE_BYTES = 8_000_000

/**
 * Reads a page that is over `maxBytes` only when its first record is. Stops at the record that would be too much, so that no more of the
 * long ones is read.
 * @param records in order, one more than `limit` where there is a next page
 * @param textsOf the texts of a record that may be long
 * @returns what `pageOf` takes: one record more than `limit`, which may be less than was asked for, where there is a next page
 */
export async function readWithin<T>(
  records: AsyncIterable<T>,
  limit: number,
  textsOf: (record: T) => readonly (string | null)[],
  maxBytes: number,
): Promise<{ found: T[]; limit: number }> {
  const found: T[] = []
  let bytes = 0
  for await (const record of records) {
    found.push(record)
    bytes = textsOf(record).reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), bytes)
    if (found.length > limit) break
    if (bytes > maxBytes && found.length > 1) return { found, limit: found.length - 1 }
  }
  return { found, limit }
}
