import { resolve } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { type Config, readConfig } from '../core/config.ts'
import { temporalAddress } from '../core/temporal/connection.ts'
import type { Environment } from './cache.ts'
import { askHolder } from './lock.ts'
import { StackError } from './stack-error.ts'
import type { StackStatus } from './start-stack.ts'
import { hasExternalTemporal, withoutTemporalAccess } from './temporal.ts'

const CONNECT_MS = 4_000

/** Temporal as a command uses it. */
export interface AtTemporal {
  client: Client
  config: Config
  /** The Web UI's page of a workflow. */
  pageOf: (workflowId: string) => string
}

/**
 * Does the work of a command on the Temporal that the environment names, or on that of the stack that runs on the data folder.
 * @throws StackError with the sentence that says what to do where there is none
 */
export async function withTemporal<T>(given: Environment, work: (temporal: AtTemporal) => Promise<T>): Promise<T> {
  const environment = hasExternalTemporal(given) ? given : await ofRunningStack(given)
  const config = readConfig(environment)
  const { address, namespace, uiUrl } = config.temporal
  const connection = await Connection.connect({ ...temporalAddress(config.temporal), connectTimeout: CONNECT_MS }).catch((error: Error) => {
    throw new StackError(`Temporal can't be reached at ${address} (${error.message.replace(/\.$/, '')}): start it, or correct TEMPORAL_ADDRESS.`)
  })
  try {
    const client = new Client({ connection, namespace })
    return await work({ client, config, pageOf: (id) => `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(id)}` })
  } finally {
    await connection.close()
  }
}

async function ofRunningStack(environment: Environment): Promise<Environment> {
  const dataDir = resolve(readConfig(environment).dataDir)
  const { status } = (await askHolder<Partial<StackStatus>>(dataDir)) ?? {}
  if (!status?.temporalAddress) {
    throw new StackError(`Nothing runs on ${dataDir}: start it with \`npm start\`, or name a Temporal of your own with --temporal-address.`)
  }
  return { ...environment, ...withoutTemporalAccess(environment), TEMPORAL_ADDRESS: status.temporalAddress, TEMPORAL_UI_URL: status.uiUrl }
}
