import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net'

/** A relay in front of a server, which breaks or stalls its connections when a test says so. */
export async function tcpProxy({ host, port }: { host: string; port: number }) {
  const sockets = new Set<Socket>()
  let state: 'up' | 'down' | 'stalled' = 'up'
  /** Bytes to the server that still pass before everything breaks. */
  let allowance = Number.POSITIVE_INFINITY
  let onBreak = () => {}

  function setState(next: typeof state): void {
    state = next
    for (const socket of sockets) {
      if (state === 'down') socket.destroy()
      else if (state === 'stalled') socket.pause()
      else socket.resume()
    }
  }

  const server = createServer((client) => {
    if (state === 'down') return client.destroy()
    const upstream = dial(port, host)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.on('data', (data) => {
        if (from === client) allowance -= data.length
        if (allowance < 0 && state === 'up') {
          setState('down')
          return onBreak()
        }
        to.write(data)
      })
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
    if (state === 'stalled') for (const socket of [client, upstream]) socket.pause()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    port: (server.address() as AddressInfo).port,
    up: () => setState('up'),
    down: () => setState('down'),
    stall: () => setState('stalled'),
    /** Breaks every connection once so many more bytes have gone to the server, and resolves then. */
    breakAfter(bytes: number): Promise<void> {
      allowance = bytes
      return new Promise((resolve) => {
        onBreak = () => {
          allowance = Number.POSITIVE_INFINITY
          resolve()
        }
      })
    },
    async close(): Promise<void> {
      setState('down')
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
