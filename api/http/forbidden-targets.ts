import { readAskedSource } from '../../core/domain/asked-source-rules.ts'
import { AppError } from '../../core/errors.ts'
import { isForbiddenTarget } from '../../core/net/public-address.ts'
import type { ApiContext } from './environment.ts'

/**
 * A local or otherwise forbidden target is refused at once; the egress guard checks again when it is fetched.
 * @param allowHosts `host:port` pairs that may be fetched although they are local
 * @throws AppError validation_failed
 */
export function refuseForbidden(url: string | null | undefined, allowHosts: readonly string[]): void {
  if (url && isForbiddenTarget(url, allowHosts)) throw new AppError('validation_failed', { errors: [{ path: 'url', message: 'url_refused' }] })
}

/**
 * The same for the pages among the `sources` of a body that was found valid, each named by its place there.
 * @throws AppError validation_failed
 */
export async function refuseForbiddenSources(c: ApiContext, allowHosts: readonly string[]): Promise<void> {
  const { sources } = (await c.req.json()) as { sources?: unknown }
  const given: string[] = Array.isArray(sources) ? sources : []
  const errors = given.flatMap((text, n) => {
    const asked = readAskedSource(text.trim())
    const isForbidden = asked !== undefined && 'url' in asked && isForbiddenTarget(asked.url, allowHosts)
    return isForbidden ? [{ path: `sources.${n}`, message: 'url_refused' }] : []
  })
  if (errors.length > 0) throw new AppError('validation_failed', { errors })
}
