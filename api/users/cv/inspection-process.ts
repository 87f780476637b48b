/**
 * Inspects one file (format and deadline in ms as arguments, content on standard input) and writes `sound` or the problem to standard output. A process
 * of its own, because nothing else bounds what a parser takes: a thread's limits leave out buffers, and its memory is the API's. This
 * thread watches the one that reads.
 */
import { buffer } from 'node:stream/consumers'
import { Worker } from 'node:worker_threads'

const MAX_RSS_BYTES = 256 * 1024 * 1024
const MAX_HEAP_MB = 128
const WATCH_EVERY_MS = 10
const GRACE_MS = 1_000

const [, , format, deadlineMs] = process.argv
const verdict = (text: string) => process.stdout.write(text, () => process.exit())

// Nobody waits for the verdict any more: the API, which kills what is late, may have been killed itself.
process.once('disconnect', () => process.exit())
setTimeout(() => process.exit(), Number(deadlineMs) + GRACE_MS)

const bytes = new Uint8Array(await buffer(process.stdin))
const reader = new Worker(new URL('./inspection-thread.ts', import.meta.url), {
  workerData: { format, bytes },
  transferList: [bytes.buffer],
  resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
})
reader.once('message', verdict)
// Its heap is full, or a parser threw where nobody could catch it.
reader.once('error', (error: NodeJS.ErrnoException) => verdict(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'cv_too_complex' : 'cv_unreadable'))
setInterval(() => process.memoryUsage.rss() > MAX_RSS_BYTES && verdict('cv_too_complex'), WATCH_EVERY_MS)
