import type { LogLevel, LogMetadata, Logger as TemporalLogger } from '@temporalio/common'
import type { Logger } from '../core/logger.ts'

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const

/** What a worker says of itself at each start and stop, and that the browsers' worker has no workflows, is for debugging. */
const isChatter = (level: LogLevel, message: string, { sdkComponent }: LogMetadata) =>
  sdkComponent === 'worker' && (level === 'INFO' || message.startsWith('No workflows registered'))

/** Temporal's log lines, and those of workflows and activities, in the worker's own log. */
export function temporalLogger(log: Logger): TemporalLogger {
  const write = (level: LogLevel, message: string, attributes: LogMetadata = {}) => {
    const { error, ...rest } = attributes
    log[isChatter(level, message, attributes) ? 'debug' : LEVELS[level]]({ ...rest, ...(error !== undefined && { err: error }) }, message)
  }
  const at = (level: LogLevel) => (message: string, attributes?: LogMetadata) => write(level, message, attributes)
  return { log: write, trace: at('TRACE'), debug: at('DEBUG'), info: at('INFO'), warn: at('WARN'), error: at('ERROR') }
}
