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

const BOUNDS: ServerBounds = {
  headersTimeout: 10_000,
  requestTimeout: 75_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  maxConnections: 4_096,
}

/** Serves over HTTP; who takes too long gets a bare 408 and is disconnected. */
export function startServer(
  fetch: (request: Request, environment: never) => Response | Promise<Response>,
  { host, port, bounds: { maxConnections, ...times } = BOUNDS }: { host: string; port: number; bounds?: ServerBounds },
): ServerType {
  const server = serve({ fetch: fetch as Parameters<typeof serve>[0]['fetch'], hostname: host, port, serverOptions: times })
  server.maxConnections = maxConnections
  return server
}
