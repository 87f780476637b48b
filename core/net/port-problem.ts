import { createServer } from 'node:net'

/** Why nobody could listen there just now, as an error code; undefined when it is free. */
export const portProblem = (port: number, host: string): Promise<string | undefined> =>
  new Promise((answer) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => answer(error.code ?? error.message))
    server.listen({ port, host }, () => server.close(() => answer(undefined)))
  })
