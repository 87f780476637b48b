import { readFile } from 'node:fs/promises'

const CHECK_MS = 200

/**
 * Kills each process beneath the browser's that takes more memory than one page may, until the answered function is called.
 * Chromium itself would give a page gigabytes. Reads /proc: on other systems than Linux nothing is guarded.
 */
export function guardMemory(browserPid: number, maxBytes: number): () => void {
  let busy = false
  const timer = setInterval(async () => {
    if (busy) return
    busy = true
    for (const pid of await descendants(browserPid)) if ((await residentBytes(pid)) > maxBytes) kill(pid)
    busy = false
  }, CHECK_MS).unref()
  return () => clearInterval(timer)
}

async function descendants(pid: number): Promise<number[]> {
  const children = (await read(`/proc/${pid}/task/${pid}/children`)).split(' ').map(Number).filter(Boolean)
  return [...children, ...(await Promise.all(children.map(descendants))).flat()]
}

const residentBytes = async (pid: number) => Number(/^VmRSS:\s+(\d+) kB/m.exec(await read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024

const read = (file: string) => readFile(file, 'utf8').catch(() => '')

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
