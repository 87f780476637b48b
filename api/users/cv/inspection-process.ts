/**
 * Inspects one file (format as argument, content on standard input) and writes `sound` or the problem to standard output. A process
 * of its own, because nothing else bounds what a parser takes: a thread's limits leave out buffers, and its memory is the API's. This
 * thread watches the one that reads.
 */
import { buffer } from 'node:stream/consumers'
import { Worker } from 'node:worker_threads'

const MAX_RSS_BYTES = 256 * 1024 * 1024
const MAX_HEAP_MB = 128
const WATCH_EVERY_MS = 10

const verdict = (text: string) => process.stdout.write(text, () => process.exit())

const bytes = new Uint8Array(await buffer(process.stdin))
const reader = new Worker(new URL('./inspection-thread.ts', import.meta.url), {
  workerData: { format: process.argv[2], bytes },
  transferList: [bytes.buffer],
  resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
})
reader.once('message', verdict)
// Its heap is full, or a parser threw where nobody could catch it.
reader.once('error', (error: NodeJS.ErrnoException) => verdict(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'cv_too_complex' : 'cv_unreadable'))
setInterval(() => process.memoryUsage.rss() > MAX_RSS_BYTES && verdict('cv_too_complex'), WATCH_EVERY_MS)
