/** Pure rules of what people ask to collect from: no zod here, workflows may import them. */

/** The longest text that names a source, its board, or a page. */
export const MAX_SOURCE_LENGTH = 2_048

/** What a person asks to collect from: a source, one board of it, or a page. */
export type AskedSource = { source: string; board: string | null } | { url: string }

/** `greenhouse` → the source, `greenhouse:acme` → its board (`lever:eu:acme` → one in the EU), `https://…` → that page. Undefined for what is none. */
export function readAskedSource(text: string): AskedSource | undefined {
  if (/^https?:\/\//i.test(text)) return { url: text }
  const [, source = '', board = null] = /^([a-z0-9-]{1,40})(?::((?:eu:)?[\w.-]{1,100}))?$/.exec(text) ?? []
  return source === '' ? undefined : { source, board }
}
