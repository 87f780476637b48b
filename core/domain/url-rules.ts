export type UrlProblem = 'url_malformed' | 'url_scheme' | 'url_credentials'

/** What an http(s) address without credentials looks like, for those who read JSON Schema. */
export const HTTP_URL_PATTERN = '^[Hh][Tt][Tt][Pp][Ss]?://[^\\s/?#@]+([/?#][^\\s]*)?$'

/** What is wrong with an address that should be http(s) without credentials; undefined when nothing is. */
export function urlProblem(text: string): UrlProblem | undefined {
  const url = URL.parse(text)
  if (url === null) return 'url_malformed'
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'url_scheme'
  if (url.username !== '' || url.password !== '') return 'url_credentials'
  return undefined
}
