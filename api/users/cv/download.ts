import type { Cv } from '../../../core/db/cv-repository.ts'

/** Headers of a file that a browser keeps rather than opens, whatever is in it. */
export function downloadHeaders({ username, format, mediaType, length }: Omit<Cv, 'read'>): Record<string, string> {
  return {
    'Content-Type': mediaType,
    'Content-Length': String(length),
    'Content-Disposition': disposition(username, format),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
  }
}

/** RFC 6266: an ASCII name for all, and the true one (RFC 8187) where it differs. */
function disposition(username: string, format: string): string {
  const ascii = username
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  const plain = ascii === '' ? `cv.${format}` : `cv-${ascii}.${format}`
  const full = `cv-${username.replace(/[/\\:*?"<>|]/g, '-')}.${format}`
  const extended = full === plain ? '' : `; filename*=UTF-8''${encodeURIComponent(full.toWellFormed()).replace(/['()*]/g, escaped)}`
  return `attachment; filename="${plain}"${extended}`
}

const escaped = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`

/**
 * The chunks as a body. The first is there before the answer begins, so that a MongoDB that is away is still answered; one that goes
 * away later breaks the connection off, which tells the client that the file is not whole.
 */
export async function bodyOf(chunks: AsyncGenerator<Uint8Array>, onBreak: (error: Error) => void): Promise<ReadableStream<Uint8Array>> {
  let ready: Promise<IteratorResult<Uint8Array>> | undefined = Promise.resolve(await chunks.next())
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await (ready ?? chunks.next())
          ready = undefined
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          onBreak(error as Error)
          // The server prints what the stream fails with.
          controller.error(new Error('the download of a CV broke off'))
        }
      },
      cancel: async () => void (await chunks.return(undefined)),
    },
    { highWaterMark: 0 },
  )
}
