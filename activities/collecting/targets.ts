import { readAskedSource } from '../../core/domain/asked-source-rules.ts'
import type { AskedCollection } from '../../core/domain/collection-rules.ts'
import { SOURCE_NAMES, type SourceName } from '../../core/domain/sources.ts'
import type { SourceSettings } from '../../core/source-settings.ts'
import type { JobSource, SourceTarget } from './source.ts'

export type Sources = Readonly<Record<SourceName, JobSource>>

/** Where an address is best read: the API of the ATS that it is of, else the page itself. */
export function routed(address: string, sources: Sources, depth: number): { source: SourceName; target: SourceTarget } {
  const url = URL.parse(address)
  for (const source of SOURCE_NAMES) {
    const board = url === null ? undefined : sources[source]?.boardOf?.(url)
    if (board !== undefined) return { source, target: { ...board, depth } }
  }
  return { source: 'page', target: { board: address, nativeId: null, depth } }
}

/**
 * The boards, offers and pages that are asked for, by source: `greenhouse` is the configured boards, `greenhouse:acme` that one, an address
 * its ATS or its page; nothing at all is every source. Sources that nobody knows are there, too, without targets.
 */
export function targetsOf({ sources: texts, url }: AskedCollection, sources: Sources, settings: SourceSettings): Map<string, SourceTarget[]> {
  const targets = new Map<string, SourceTarget[]>()
  const add = (source: string, more: readonly SourceTarget[]) => {
    const known = targets.get(source) ?? []
    const fresh = more.filter(({ board, nativeId }) => !known.some((one) => one.board === board && one.nativeId === nativeId))
    targets.set(source, [...known, ...fresh])
  }
  const addAddress = (address: string) => {
    const { source, target } = routed(address, sources, 0)
    // An import is of one offer: a whole board is not.
    if (url !== null && target.nativeId === null) add('page', [{ board: address, nativeId: null, depth: 0 }])
    else add(source, [target])
  }
  const addSource = (source: string) => {
    const boards = Object.hasOwn(settings, source) ? settings[source as SourceName].boards : []
    add(source, boards.map((board) => ({ board, nativeId: null, depth: 0 }))) // biome-ignore format: one line reads better
  }

  if (url !== null) addAddress(url)
  else if (texts.length === 0) SOURCE_NAMES.forEach(addSource)
  for (const text of url === null ? texts : []) {
    const asked = readAskedSource(text)
    if (asked === undefined) continue
    if ('url' in asked) addAddress(asked.url)
    else if (asked.board === null) addSource(asked.source)
    else add(asked.source, [{ board: asked.board, nativeId: null, depth: 0 }])
  }
  return targets
}
