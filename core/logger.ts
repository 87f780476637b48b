import { type Logger, pino } from 'pino'

export type { Logger }

/** JSON lines in production and tests, readable ones in development. What may hold a secret is redacted by name. */
export function createLogger(name: string, config: { logLevel: string; environment: string }): Logger {
  return pino({
    name,
    level: config.logLevel,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: ['*.password', '*.authorization', '*.access_token', '*.refresh_token', '*.secretKey', '*.apiKey'], censor: '[redacted]' },
    ...(config.environment === 'development' && {
      transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname,name', translateTime: 'SYS:HH:MM:ss', messageFormat: `${name}: {msg}` } },
    }),
  })
}
