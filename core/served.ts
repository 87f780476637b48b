import { AsyncLocalStorage } from 'node:async_hooks'

/** What the work at hand is done for: log lines about it, a slow query's for one, carry these fields. */
export const served = new AsyncLocalStorage<Readonly<Record<string, string | undefined>>>()
