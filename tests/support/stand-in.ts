import { spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

async function answering(port: number) {
  for (let tries = 0; tries < 300; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      }).on('error', () => resolve(false))
    })
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`Nothing answers on port ${port}.`)
}

async function start(command: string, args: string[], port: number) {
  const child = spawn(command, args, { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await Promise.race([answering(port), new Promise((_, reject) => child.once('error', reject))])
  return {
    name: command,
    what: command,
    pid: child.pid as number,
    async stop() {
      child.kill()
      await ended
    },
  }
}

export async function startMongodb({ dataDir }: { dataDir: string; port: number; environment: unknown; log: unknown }) {
  const port = await freePort()
  const part = await start('secantusd-py', ['--port', String(port), '--storage-path', dataDir, '--log-level', 'ERROR'], port)
  return { ...part, address: `mongodb://127.0.0.1:${port}` }
}

export async function startTemporal(_: { port: number; environment: unknown; log: unknown }) {
  const port = await freePort()
  const part = await start('temporal', ['server', 'start-dev', '--headless', '--port', String(port), '--log-level', 'error'], port)
  return { ...part, address: `127.0.0.1:${port}` }
}

export const findTimeSkippingServer = async (_: { environment: unknown; log: unknown }) =>
  (process.env.PATH ?? '')
    .split(':')
    .map((folder) => `${folder}/temporal-test-server`)
    .find((file) => process.getBuiltinModule('fs').existsSync(file)) as string
