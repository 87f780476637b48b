import type { NativeConnection } from '@temporalio/worker'
import type { Logger } from '../core/logger.ts'
import { SEARCH_ATTRIBUTES } from '../core/temporal/names.ts'

const KEYWORD = 2
/** gRPC's PERMISSION_DENIED, UNIMPLEMENTED and UNAUTHENTICATED: managed services that want it done by their own means. */
const NOT_ALLOWED = [7, 12, 16]

/**
 * Registers the search attributes that the namespace lacks; where that isn't allowed, logs the commands that an operator may run.
 * @returns whether the namespace has them all
 */
export async function registerSearchAttributes(
  { operatorService }: Pick<NativeConnection, 'operatorService'>,
  namespace: string,
  log: Logger,
): Promise<boolean> {
  let missing: string[] = Object.values(SEARCH_ATTRIBUTES)
  try {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace })
    missing = missing.filter((name) => !(name in customAttributes))
    if (missing.length === 0) return true
    await operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])) })
    log.info({ attributes: missing }, 'search attributes were registered')
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && NOT_ALLOWED.includes(error.code as number))) throw error
    const commands = missing.map((name) => `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type Keyword`)
    log.warn({ commands }, 'search attributes may not be registered by the worker: run these commands to filter workflows by user, host and source')
    return false
  }
}
