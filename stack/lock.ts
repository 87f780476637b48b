import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export interface Lock {
  release(): Promise<void>
}

/** One holder of a folder at a time. A socket, so that a holder that was killed holds nothing, whatever its process id is now. */
const socketPath = (folder: string) =>
  join(tmpdir(), `job-tracker-${userInfo().uid}-${createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16)}.sock`)

/** Takes the folder, answering `status()` to whoever asks; undefined when another process holds it. */
export async function tryLock(folder: string, status: () => object): Promise<Lock | undefined> {
  const path = socketPath(folder)
  const askers = new Set<Socket>()
  const server = createServer((socket) => {
    askers.add(socket)
    socket.on('error', () => {}).on('close', () => askers.delete(socket))
    socket.write(`${JSON.stringify(status())}\n`)
  })
  const listen = () => new Promise<void>((done, failed) => server.once('error', failed).listen(path, done))
  try {
    await listen()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    if (await askHolder(folder)) return undefined
    await rm(path, { force: true })
    await listen()
  }
  return {
    release: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of askers) socket.destroy()
      }),
  }
}

/** What the holder of the folder says of itself, and when it lets go; undefined when nobody holds it. */
export function askHolder<T extends object>(folder: string): Promise<{ status: T; released: Promise<void> } | undefined> {
  return new Promise((answer) => {
    const socket = connect(socketPath(folder)).setEncoding('utf8')
    const released = new Promise<void>((done) => socket.once('close', () => done()))
    let text = ''
    socket.on('error', () => answer(undefined))
    socket.on('close', () => answer(undefined))
    socket.on('data', (chunk) => {
      text += chunk
      if (!text.endsWith('\n')) return
      socket.unref()
      answer({ status: JSON.parse(text) as T, released })
    })
  })
}

/** Does the work while nobody else does work on the same folder; waits for the one that does. */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const lock = await tryLock(folder, () => ({ pid: process.pid }))
    if (lock) return await work().finally(() => lock.release())
    const holder = await askHolder(folder)
    await Promise.race([holder?.released, delay(holder ? 60_000 : 20)])
  }
}
