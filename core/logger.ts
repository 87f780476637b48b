import { type DestinationStream, type Logger, pino } from 'pino'
import { build as pretty } from 'pino-pretty'

export type { Logger }

const SECRETS = [
  ...['password', 'hashed_password', 'authorization', 'Authorization', 'cookie', 'set-cookie', 'secret', 'secretKey', 'client_secret'],
  ...['token', 'access_token', 'accessToken', 'refresh_token', 'refreshToken', 'apiKey', 'api_key', 'email'],
]

/** A text under a name that has one of these in it, in a finished line: however deep, in whatever case. */
const NAMED_SECRET = /"([\w.-]*(?:password|secret|token|api[-_]?key|authorization|cookie|email)[\w.-]*)":"(?:[^"\\]|\\.)*"/gi
/** In an address: `mongodb://user:password@host`. */
const CREDENTIALS = /(\/\/)[^\s/:@"\\]+:[^\s/@"\\]+@/g
const redacted = (line: string) => line.replace(NAMED_SECRET, '"$1":"[redacted]"').replace(CREDENTIALS, '$1[redacted]@')

const FLUSH_BYTES = 4_096
const FLUSH_MS = 100

/**
 * JSON lines in production and tests, readable ones in development. What may hold a secret is redacted by name: texts
 * at any depth, all else down to two objects deep; credentials in addresses wherever they stand.
 * @param mixin attributes that every line gets
 */
export function createLogger(
  name: string,
  { logLevel, environment }: { logLevel: string; environment: string },
  destination: DestinationStream = linesFor(name, environment),
  mixin: () => object = () => ({}),
): Logger {
  return pino(
    {
      name,
      level: logLevel,
      mixin,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
      redact: { paths: SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]), censor: '[redacted]' },
      hooks: { streamWrite: redacted },
    },
    destination,
  )
}

function linesFor(name: string, environment: string): DestinationStream {
  // Written without being waited for, some lines at a time: a write for each took a tenth of a short request's time. The process's end
  // writes what is left; a process that is killed may take the last tenth of a second with it.
  if (environment !== 'development') return pino.destination({ dest: 1, sync: false, minLength: FLUSH_BYTES, periodicFlush: FLUSH_MS })
  return pretty({ ignore: 'pid,hostname,name', translateTime: 'SYS:HH:MM:ss', messageFormat: `${name}: {msg}`, singleLine: true })
}
