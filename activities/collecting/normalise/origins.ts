import type { SourceName } from '../../../core/domain/sources.ts'

/** What a field of the catalogue is called where it is read: by sources, by the facts of a page. */
const RAW_NAMES: Readonly<Record<string, readonly string[]>> = {
  location: ['locations'],
  remote: ['workMode', 'work_mode'],
  contract_type: ['contract'],
  description: ['html', 'text'],
  posted_at: ['postedAt'],
  valid_through: ['validThrough'],
}

/** `said`: by the source in the field meant for it; else where it was found instead. */
export type Way = 'said' | 'title' | 'locations' | 'text' | 'gazetteer'

/**
 * Takes each field from the first place that says it, and remembers which: `greenhouse`, `page:json-ld`, `greenhouse:title`, or
 * `gazetteer` for what no source said.
 * @param how by field, in the source's or the page's names: how the source itself read it
 */
export function createOrigins(source: SourceName, how: Readonly<Record<string, string>> = {}) {
  const origins: Record<string, string> = {}
  const said = (field: string) => {
    const way = [field, ...(RAW_NAMES[field] ?? [])].flatMap((name) => (Object.hasOwn(how, name) ? (how[name] ?? []) : []))[0]
    return way === undefined ? source : `${source}:${way}`
  }
  return {
    /** Field → where it was read. Grows as fields are taken. */
    origins,
    take<T>(field: string, ...candidates: (readonly [Way, T | null])[]): T | null {
      const found = candidates.find(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
      if (found === undefined) return null
      const [way, value] = found
      origins[field] = way === 'said' ? said(field) : way === 'gazetteer' ? way : `${source}:${way}`
      return value
    },
  }
}
