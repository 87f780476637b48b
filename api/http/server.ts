import { type ServerType, serve } from '@hono/node-server'

/** How long clients may take over what they send, in ms, and how many may be connected. */
export interface ServerBounds {
  headersTimeout: number
  /** Of a whole request: Node.js has one for all, and an upload may wait for its turn and then take a minute. Other bodies have less (body-size.ts). */
  requestTimeout: number
  keepAliveTimeout: number
  /** How often it is looked for what is late. */
  connectionsCheckingInterval: number
  maxConnections: number
}

const CLOSE_IDLE_MS = 500
const BOUNDS: ServerBounds = {
  headersTimeout: 10_000,
  requestTimeout: 75_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  maxConnections: 4_096,
}

type Fetch = (request: Request, environment: never) => Response | Promise<Response>

/**
 * Serves over HTTP; who takes too long gets a bare 408 and is disconnected.
 * @param isStopping once true, answers tell clients to open no further request on their connection
 */
export function startServer(
  fetch: Fetch,
  {
    host,
    port,
    isStopping = () => false,
    bounds: { maxConnections, ...times } = BOUNDS,
  }: { host: string; port: number; isStopping?: () => boolean; bounds?: ServerBounds },
): ServerType {
  const answer: Fetch = async (request, environment) => {
    const response = await fetch(request, environment)
    if (isStopping()) response.headers.set('Connection', 'close')
    return response
  }
  const server = serve({ fetch: answer as Parameters<typeof serve>[0]['fetch'], hostname: host, port, serverOptions: times })
  server.maxConnections = maxConnections
  return server
}

/** Resolves when every request under way is answered and nobody is connected any more; what takes longer than `cutMs` is cut. */
export function drained(server: ServerType, cutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const closeIdle = () => 'closeIdleConnections' in server && server.closeIdleConnections()
    const cut = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), cutMs)
    // A client that has its answer, but no mind to close, stays connected else.
    const looking = setInterval(closeIdle, CLOSE_IDLE_MS)
    server.close(() => {
      clearTimeout(cut)
      clearInterval(looking)
      resolve()
    })
    closeIdle()
  })
}
