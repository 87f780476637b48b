import { Client, Connection } from '@temporalio/client'
import type { Logger } from '../logger.ts'
import { untilAborted } from '../until-aborted.ts'
import { type TemporalConfig, temporalAddress } from './connection.ts'
import { type CollectionStart, cancelCollection, startCollection } from './start-collection.ts'
import { type DescriptionStart, startDescription } from './start-description.ts'
import { type ErasureStart, startErasure } from './start-erasure.ts'

const START_DEADLINE_MS = 3_000
const HEALTH_DEADLINE_MS = 1_000
/** After an outage of Temporal the API is back within this time; gRPC's own default is two minutes. */
const MAX_RECONNECT_MS = 2_000

export type WorkflowStarter = ReturnType<typeof createWorkflowStarter>

/** Starts workflows for the API. The connection is made with the first call, so a process boots while Temporal is away. */
export function createWorkflowStarter({
  log,
  ...temporal
}: Pick<TemporalConfig, 'address' | 'namespace' | 'taskQueue' | 'tls' | 'apiKey'> & { log: Logger }) {
  const connection = Connection.lazy({
    ...temporalAddress(temporal),
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': MAX_RECONNECT_MS },
  })
  const { workflow } = new Client({ connection, namespace: temporal.namespace })
  const warn = () => log.warn('Temporal does not know the search attributes yet: the workflow was started without them')
  const atWork = new Set<Promise<unknown>>()
  // Between two attempts gRPC's retries heed no deadline: they wait for up to five seconds more.
  async function within<T>(deadlineMs: number, call: () => Promise<T>): Promise<T> {
    const asked = connection.withDeadline(Date.now() + deadlineMs, call)
    atWork.add(asked)
    asked.catch(() => {}).finally(() => atWork.delete(asked))
    return untilAborted(AbortSignal.timeout(deadlineMs), asked).catch((error: Error) => {
      throw error.name === 'TimeoutError' ? new Error(`Temporal did not answer within ${deadlineMs} ms`) : error
    })
  }

  return {
    /** Starts the description, or tells the running one to go round. @throws when Temporal does not take it within 3 s: reconcile starts it later. */
    describeApplication(start: DescriptionStart): Promise<void> {
      return within(START_DEADLINE_MS, () => startDescription(workflow, temporal.taskQueue, start, warn))
    },

    /** Starts the run of a collection, or joins the running one. @throws when Temporal does not take it within 3 s: reconcile starts it later. */
    collectJobOffers(start: CollectionStart): Promise<void> {
      return within(START_DEADLINE_MS, () => startCollection(workflow, temporal.taskQueue, start, warn))
    },

    /** Ends the run of a collection. @throws when Temporal does not take it within 3 s: the run ends when it next looks at its record. */
    cancelCollection({ collectionId }: { collectionId: string }): Promise<void> {
      return within(START_DEADLINE_MS, () => cancelCollection(workflow, collectionId))
    },

    /** Starts the erasure of a user, or joins the running one. @throws when Temporal does not take it within 3 s: reconcile starts it later. */
    eraseUser(start: ErasureStart): Promise<void> {
      return within(START_DEADLINE_MS, () => startErasure(workflow, temporal.taskQueue, start, warn))
    },

    /** How long Temporal takes to answer, in milliseconds. @throws when it does not within a second. */
    async health(): Promise<number> {
      const asked = performance.now()
      await within(HEALTH_DEADLINE_MS, () => connection.workflowService.getSystemInfo({}))
      return performance.now() - asked
    },

    /** What nobody waits for any more is: an attempt on a closed connection would end the process. */
    async close(): Promise<void> {
      await Promise.allSettled(atWork)
      await connection.close()
    },
  }
}
