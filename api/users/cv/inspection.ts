import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { CvFormat, CvProblem } from '../../../core/domain/cv-rules.ts'

const PROGRAM = fileURLToPath(new URL('./inspection-process.ts', import.meta.url))
const DEADLINE_MS = 10_000

/** What reads a file before it is taken as a CV: undefined when it is sound. */
export type CvInspection = (bytes: Uint8Array, format: CvFormat) => Promise<CvProblem | undefined>

/** Reads the file whole in a process that is killed at its deadline or when it takes too much memory. It gets no environment: no secret. */
export const createCvInspection =
  ({ deadlineMs = DEADLINE_MS }: { deadlineMs?: number } = {}): CvInspection =>
  async (bytes, format) => {
    const child = spawn(process.execPath, ['--disallow-code-generation-from-strings', PROGRAM, format, String(deadlineMs)], {
      env: {},
      // By the channel it learns that this process is gone, however that came about.
      stdio: ['pipe', 'pipe', 'ignore', 'ipc'],
    }) as ChildProcessByStdio<Writable, Readable, null>
    const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
    const late = setTimeout(() => child.kill('SIGKILL'), deadlineMs)
    // It may have come to its verdict, or to its end, before it has read everything.
    child.stdin.on('error', () => {})
    child.stdin.end(bytes)
    try {
      const [verdict, code] = await Promise.all([text(child.stdout), ended])
      if (verdict === '' && code !== null) throw new Error(`the inspection of a CV ended with ${code}`)
      return verdict === 'sound' ? undefined : ((verdict || 'cv_too_complex') as CvProblem)
    } finally {
      clearTimeout(late)
    }
  }
