/** Ways in which a source's good answer is spoiled. Each takes the answer's text, and where its offers are in it (null: in a page). */

type Items = (items: unknown[]) => unknown[]

/** The answer with its list of offers changed: `jobs` is its place, `` the answer itself. */
export function withList(text: string, list: string, change: Items): string {
  const answer = JSON.parse(text)
  const path = list === '' ? [] : list.split('.')
  const last = path.pop()
  if (last === undefined) return JSON.stringify(change(answer))
  const holder = path.reduce((node, name) => node[name], answer)
  holder[last] = change(holder[last])
  return JSON.stringify(answer)
}

/** Each offer twice. */
export const twice = (text: string, list: string) => withList(text, list, (items) => [...items, ...items])

/** Offers that are none among the good ones. */
export const withBadOnes = (text: string, list: string) => withList(text, list, (items) => [null, 'x', { id: { $ne: '' } }, ...items, 42, []])

/** Nothing but offers that are none. */
export const onlyBadOnes = (text: string, list: string) => withList(text, list, () => [null, 'x', { nonsense: true }, 42])

/** The same offers again and again, past 5 MB. */
export function huge(text: string, list: string | null): string {
  const filler = '<p>Encore un paragraphe d’une page qui n’en finit pas.</p>\n'
  if (list === null)
    return text.includes('</body>') ? text.replace('</body>', `${filler.repeat(5_000_000 / Buffer.byteLength(filler))}</body>`) : text
  const times = Math.ceil(5_000_000 / text.length)
  return withList(text, list, (items) => Array.from({ length: times }, () => items).flat())
}

/** Every date and instant decades ahead. */
export const inTheFuture = (text: string): string =>
  text
    .replace(/\b20[0-3]\d-(\d\d)-(\d\d)/g, '2099-$1-$2')
    .replace(/("\w*(?:created|published|date|epoch|updated)\w*"\s*:\s*"?)1\d{9}(\d{3})?\b/gi, '$14070908800$2')

/** Every text with markup escaped twice more. */
export function escapedTwice(text: string, list: string | null): string {
  if (list !== null) return JSON.stringify(escapedDeep(JSON.parse(text)))
  const script = /(<script[^>]*ld\+json[^>]*>)([\s\S]*?)(<\/script>)/g
  return text.replace(script, (_all, open, json, close) => `${open}${JSON.stringify(escapedDeep(JSON.parse(json)))}${close}`)
}

function escapedDeep(value: unknown): unknown {
  if (typeof value === 'string') return /<\w|&lt;/.test(value) ? escaped(escaped(value)) : value
  if (Array.isArray(value)) return value.map(escapedDeep)
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, escapedDeep(inner)]))
  return value
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
