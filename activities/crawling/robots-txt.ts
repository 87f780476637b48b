import robotsParser from 'robots-parser'

/** Its types say that it has a default export; it is one. */
const parse = robotsParser as unknown as typeof robotsParser.default

/** What a site's robots.txt says to us. */
export interface RobotsRules {
  allows(url: string): boolean
  /** Null: it names none. */
  crawlDelayMs: number | null
}

/** RFC 9309 §2.5: so much is read at least, and no more here. */
export const MAX_ROBOTS_BYTES = 500 * 1024
/** Characters of patterns with wildcards: each may be compared with each of a path's. */
const MAX_STARRED = 50_000
const OTHERS = 'others'

/** The name by which a robots.txt speaks to us (RFC 9309 §2.2.1): `JobTracker` of `JobTracker/0.1 (+https://…)`. */
export const productOf = (userAgent: string): string => /^[\w-]+/.exec(userAgent.trim())?.[0].toLowerCase() ?? '*'

/**
 * The part of a robots.txt that concerns us: our groups, those for everybody, and nothing that would make the parser work for long. Files
 * of the real world are long by the robots that they name.
 */
export function ourPart(text: string, product: string): string {
  const kept: string[] = []
  let agents: string[] | undefined
  let isOurs = false
  let starred = 0
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)) {
    const [, name = '', value = ''] = /^\s*([a-z-]+)\s*:\s*([^#]*)/i.exec(line) ?? []
    const directive = name.toLowerCase()
    if (directive === 'user-agent') {
      agents ??= []
      agents.push(agentOf(value, product))
      continue
    }
    if (!/^(allow|disallow|crawl-delay)$/.test(directive)) continue
    if (agents !== undefined) {
      const named = [...new Set(agents)].filter((agent) => agent !== OTHERS)
      isOurs = named.length > 0
      kept.push(...named.map((agent) => `user-agent: ${agent}`))
      agents = undefined
    }
    const pattern = value.trim().replace(/\*{2,}/g, '*')
    if (!isOurs) continue
    if (pattern.includes('*')) starred += pattern.length
    if (starred <= MAX_STARRED || !pattern.includes('*')) kept.push(`${directive}: ${pattern}`)
  }
  return kept.join('\n')
}

function agentOf(value: string, product: string): string {
  const agent = value.split('/')[0]?.trim().toLowerCase()
  return agent === product || agent === '*' ? agent : OTHERS
}

/** The rules of our part of an origin's robots.txt. */
export function readRobots(origin: string, part: string, product: string): RobotsRules {
  const robots = parse(`${origin}/robots.txt`, part)
  const seconds = robots.getCrawlDelay(product)
  return {
    allows: (url) => robots.isAllowed(url, product) ?? true,
    crawlDelayMs: seconds !== undefined && seconds > 0 && Number.isFinite(seconds) ? seconds * 1_000 : null,
  }
}
