import type { Provided } from './global-setup.ts'

/** The address that the run's set-up handed over. @throws what kept the server from starting */
export function address(provided: Provided | undefined): string {
  if (!provided)
    throw new Error('No server was started for this test: vitest.config.ts says which projects have one, tests/support/global-setup.ts which.')
  if ('error' in provided) throw new Error(provided.error)
  return provided.address
}
