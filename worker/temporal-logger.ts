import type { LogLevel, LogMetadata, Logger as TemporalLogger } from '@temporalio/common'
import type { Logger } from '../core/logger.ts'

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const

/** What a worker says of itself at each start and stop, and that the browsers' worker has no workflows, is for debugging. */
const isChatter = (level: LogLevel, message: string, { sdkComponent }: LogMetadata) =>
  sdkComponent === 'worker' && (level === 'INFO' || message.startsWith('No workflows registered'))

const QUIET_MS = 60_000
const MAX_KINDS = 200

/**
 * Temporal's log lines, and those of workflows and activities, in the worker's own log. Of the warnings of Temporal's core, which come by
 * the hundred while the server is away, equal ones are told once a minute, with how many were left out.
 */
export function temporalLogger(log: Logger, now: () => number = Date.now): TemporalLogger {
  const told = new Map<string, { at: number; left: number }>()

  /** How many equal lines were left out since the last one; undefined when this one is to be left out, too. */
  function leftOut(message: string): number | undefined {
    const kind = message.replaceAll(/\d+/g, '0')
    const last = told.get(kind)
    if (last !== undefined && now() - last.at < QUIET_MS) {
      last.left++
      return undefined
    }
    if (told.size >= MAX_KINDS) told.clear()
    told.set(kind, { at: now(), left: 0 })
    return last?.left ?? 0
  }

  const write = (level: LogLevel, message: string, attributes: LogMetadata = {}) => {
    const { error, ...rest } = attributes
    const left = level === 'WARN' && attributes.sdkComponent === 'core' ? leftOut(message) : 0
    if (left === undefined) return
    const fields = { ...rest, ...(error !== undefined && { err: error }), ...(left > 0 && { left_out: left }) }
    log[isChatter(level, message, attributes) ? 'debug' : LEVELS[level]](fields, message)
  }
  const at = (level: LogLevel) => (message: string, attributes?: LogMetadata) => write(level, message, attributes)
  return { log: write, trace: at('TRACE'), debug: at('DEBUG'), info: at('INFO'), warn: at('WARN'), error: at('ERROR') }
}
