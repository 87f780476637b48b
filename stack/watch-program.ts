import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import type { Environment, Log } from './cache.ts'
import { type Program, startProgram } from './program.ts'
import type { RunningPart } from './running-part.ts'
import { sentenceOf } from './stack-error.ts'

const folders = ['api', 'core', 'activities', 'workflows', 'worker']
/** Editors write a file in several steps. */
const settleMs = 150

/** A program that is started again when a source file changes. One that fails waits for the next change instead of ending the stack. */
export async function watchProgram(program: Program, context: { root: string; environment: Environment; log: Log }): Promise<RunningPart> {
  const { root, log } = context
  let running: RunningPart | undefined
  let stopped = false
  let restarting = Promise.resolve()
  let settling: NodeJS.Timeout | undefined

  const start = async () => {
    try {
      const started = await startProgram(program, context)
      running = started
      void started.exited.then((how) => {
        if (running === started && !stopped) log(`${program.name} ended (${how}); it starts again with the next change.`)
      })
    } catch (error) {
      log(sentenceOf(error) ?? String(error))
    }
  }
  const restart = async () => {
    const former = running
    running = undefined
    await former?.stop()
    if (stopped) return
    log(`${program.name} starts again`)
    await start()
  }
  const changed = (file: string | null) => {
    if (stopped || !file?.endsWith('.ts') || file.endsWith('.test.ts')) return
    clearTimeout(settling)
    settling = setTimeout(() => {
      restarting = restarting.then(restart)
    }, settleMs)
  }
  const watchers: FSWatcher[] = folders.map((folder) => watch(join(root, folder), { recursive: true }, (_event, file) => changed(file)))

  await start()
  return {
    name: program.name,
    what: program.file,
    address: '',
    get pid() {
      return running?.pid ?? 0
    },
    exited: new Promise(() => {}),
    lastLines: () => '',
    async stop() {
      stopped = true
      clearTimeout(settling)
      for (const watcher of watchers) watcher.close()
      await Promise.all([running?.stop(), restarting])
    },
    kill: () => running?.kill(),
  }
}
