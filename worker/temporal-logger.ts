import type { LogLevel, LogMetadata, Logger as TemporalLogger } from '@temporalio/common'
import type { Logger } from '../core/logger.ts'

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const

/** Temporal's log lines, and those of workflows and activities, in the worker's own log. */
export function temporalLogger(log: Logger): TemporalLogger {
  const write = (level: LogLevel, message: string, { error, ...attributes }: LogMetadata = {}) =>
    log[LEVELS[level]]({ ...attributes, ...(error !== undefined && { err: error }) }, message)
  const at = (level: LogLevel) => (message: string, attributes?: LogMetadata) => write(level, message, attributes)
  return { log: write, trace: at('TRACE'), debug: at('DEBUG'), info: at('INFO'), warn: at('WARN'), error: at('ERROR') }
}
