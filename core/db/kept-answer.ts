import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { Binary } from 'mongodb'

/** An answer as it will be given again. */
export interface KeptAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/** An answer as MongoDB keeps it: a body that is no longer than a few lines as it is, another one by gzip. */
export interface StoredAnswer extends Omit<KeptAnswer, 'body'> {
  body: string | Binary
}

const PLAIN_LENGTH = 1_024
const compressed = promisify(gzip)
const decompressed = promisify(gunzip)

export async function storedAnswer(answer: KeptAnswer): Promise<StoredAnswer> {
  return answer.body.length <= PLAIN_LENGTH ? answer : { ...answer, body: new Binary(await compressed(answer.body)) }
}

export async function keptAnswer({ body, ...answer }: StoredAnswer): Promise<KeptAnswer> {
  return { ...answer, body: typeof body === 'string' ? body : String(await decompressed(body.buffer)) }
}
