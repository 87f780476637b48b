import { connect, createSecureServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Certified } from './certificates.ts'

/** A call that came in. */
export interface SeenCall {
  path: string
  authorization: string | undefined
  /** The name in the client's certificate; undefined: it showed none. */
  client: string | undefined
}

interface TlsEndpoint extends Certified {
  /** `host:port` of the Temporal server behind it, which is spoken to in clear. */
  upstream: string
  /** The certificate that signed those of clients; without one, clients need none. */
  clientAuthority?: string
  /** Refuses calls with another key. */
  apiKey?: string
}

const UNAUTHENTICATED = '16'

/** What Temporal Cloud is to a client: gRPC over TLS, for those who show a certificate or a key. Notes who called. */
export async function startTlsEndpoint({ upstream, certificate, key, clientAuthority, apiKey }: TlsEndpoint) {
  const calls: SeenCall[] = []
  const temporal = connect(`http://${upstream}`)
  const asked = { requestCert: clientAuthority !== undefined, rejectUnauthorized: clientAuthority !== undefined }
  const server = createSecureServer({ cert: certificate, key, ...(clientAuthority && { ca: clientAuthority }), ...asked })
  // Whoever shows no certificate is gone before a call.
  server.on('sessionError', () => {})
  server.on('stream', (stream, headers) => {
    const path = String(headers[':path'])
    const subject = (stream.session?.socket as TLSSocket | undefined)?.getPeerCertificate()?.subject?.CN
    calls.push({ path, authorization: headers.authorization, client: typeof subject === 'string' ? subject : undefined })
    if (apiKey !== undefined && headers.authorization !== `Bearer ${apiKey}`) {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': UNAUTHENTICATED }, { endStream: true })
    } else relay(stream, headers)
  })

  function relay(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const { ':authority': _, ':scheme': __, authorization: ___, ...own } = headers
    const request = temporal.request(own)
    let trailers: IncomingHttpHeaders = {}
    request.on('response', ({ ':status': status, ...answer }, flags) => {
      // An error at once: all that there is stands in the first headers.
      if ((flags & 1) !== 0) return stream.respond({ ':status': status, ...answer }, { endStream: true })
      stream.respond({ ':status': status, ...answer }, { waitForTrailers: true })
      stream.on('wantTrailers', () => stream.sendTrailers(trailers))
      request.pipe(stream)
    })
    request.on('trailers', (told) => {
      trailers = told
    })
    for (const [one, other] of [
      [stream, request],
      [request, stream],
    ] as const) {
      one.on('error', () => other.close())
      one.on('aborted', () => other.close())
    }
    stream.pipe(request)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const sessions = new Set<{ destroy: () => void }>()
  server.on('session', (session) => sessions.add(session))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async close(): Promise<void> {
      for (const session of sessions) session.destroy()
      temporal.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
