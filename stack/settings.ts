import { mkdtempSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigError, readConfig } from '../core/config.ts'
import type { Environment } from './cache.ts'
import { MEMORY_FOLDER } from './former-parts.ts'
import { hasExternalMongodb } from './mongodb.ts'
import { hasExternalTemporal, withoutTemporalAccess } from './temporal.ts'

/** A port that a part of the stack listens on, and how to choose another. */
export interface PartPort {
  part: string
  port: number
  host: string
  option: string
  variable: string
}

export interface StackSettings {
  dataDir: string
  /** Nothing is kept: the data folder is a temporary one. */
  memory: boolean
  ports: { api: number; mongodb: number; temporal: number; temporalUi: number; apiMetrics: number; workerMetrics: number }
  /** The person has the browser run without its sandbox. */
  sandboxOff: boolean
  /** Of the parts that are started here. */
  listening: PartPort[]
  apiUrl: string
  /** What API and worker get, beside what they have. */
  programEnvironment: Environment
}

/**
 * Where everything goes, from the environment: `API_PORT`, `MONGODB_PORT` (27017), `TEMPORAL_PORT` (7233), `TEMPORAL_UI_PORT` (8080), `DATA_DIR`.
 * @throws ConfigError naming the wrong variable.
 */
export function readStackSettings(environment: Environment, { memory = false }: { memory?: boolean } = {}): StackSettings {
  const config = readConfig(environment)
  const ports = {
    api: config.api.port,
    mongodb: readPort('MONGODB_PORT', environment.MONGODB_PORT, 27_017),
    temporal: readPort('TEMPORAL_PORT', environment.TEMPORAL_PORT, 7_233),
    temporalUi: readPort('TEMPORAL_UI_PORT', environment.TEMPORAL_UI_PORT, 8_080),
    apiMetrics: config.metrics.apiPort,
    workerMetrics: config.metrics.workerPort,
  }
  const dataDir = memory ? mkdtempSync(MEMORY_FOLDER) : resolve(config.dataDir)
  const externalTemporal = hasExternalTemporal(environment)
  const local = (part: string, port: number, option: string, variable: string, host = '127.0.0.1') => ({ part, port, host, option, variable })
  const listening = [
    local('the API', ports.api, '--api-port', 'API_PORT', config.api.host),
    ...(hasExternalMongodb(environment) ? [] : [local('MongoDB', ports.mongodb, '--mongodb-port', 'MONGODB_PORT')]),
    ...(externalTemporal
      ? []
      : [
          local('Temporal', ports.temporal, '--temporal-port', 'TEMPORAL_PORT'),
          local('the Temporal Web UI', ports.temporalUi, '--temporal-ui-port', 'TEMPORAL_UI_PORT'),
        ]),
    // Of somebody's choice; else another that is free takes their place (metrics-ports.ts).
    ...(environment.API_METRICS_PORT?.trim() && ports.apiMetrics !== 0
      ? [local("the API's metrics", ports.apiMetrics, '--api-metrics-port', 'API_METRICS_PORT', config.metrics.host)]
      : []),
    ...(environment.WORKER_METRICS_PORT?.trim() && ports.workerMetrics !== 0
      ? [local("the worker's metrics", ports.workerMetrics, '--worker-metrics-port', 'WORKER_METRICS_PORT', config.metrics.host)]
      : []),
  ]
  const host = config.api.host === '0.0.0.0' || config.api.host === '::' ? '127.0.0.1' : config.api.host
  return {
    dataDir,
    memory,
    ports,
    sandboxOff: config.browser.sandbox === 'off',
    listening,
    apiUrl: `http://${host.includes(':') ? `[${host}]` : host}:${ports.api}`,
    programEnvironment: {
      DATA_DIR: dataDir,
      API_PORT: String(ports.api),
      MONGODB_URI: hasExternalMongodb(environment) ? config.mongodb.uri : `mongodb://127.0.0.1:${ports.mongodb}`,
      TEMPORAL_ADDRESS: externalTemporal ? config.temporal.address : `127.0.0.1:${ports.temporal}`,
      ...(!externalTemporal && withoutTemporalAccess(environment)),
      TEMPORAL_UI_URL: externalTemporal || environment.TEMPORAL_UI_URL ? config.temporal.uiUrl : `http://127.0.0.1:${ports.temporalUi}`,
    },
  }
}

function readPort(name: string, text: string | undefined, usual: number): number {
  const port = text?.trim() ? Number(text) : usual
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw new ConfigError(`${name} is wrong: it should be a port between 1 and 65535, like ${usual}.`)
}
