import { inject } from 'vitest'
import { address } from './provided.ts'

/** `host:port` of the Temporal dev server that the whole test run shares; tests take a task queue of their own. */
export const testTemporalAddress = (): string => address(inject('temporal'))

/** The program of the time-skipping server, for `TestWorkflowEnvironment.createTimeSkipping`. */
export const timeSkippingServer = (): string => address(inject('timeSkippingServer'))
