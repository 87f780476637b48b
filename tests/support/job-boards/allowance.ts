import type { HostRequest } from './host.ts'

/** What one host saw of its visitors. */
export interface HostVisits {
  host: string
  requests: number
  /** Requests that came while another was under way. */
  overlaps: number
  /** Between the end of a request and the next one; undefined: there were not two. From robots.txt none is counted. */
  smallestGapMs: number | undefined
  /** Requests within the time that a 429 asked for. */
  tooEarly: number
  /** Requests for what had been answered already. */
  repeated: string[]
}

/** Timers of both sides round to milliseconds. */
const TOLERANCE_MS = 3
const RETRY_AFTER_MS = 1_000

/** How politely each host was visited. `requests` in the order in which they came. */
export function visitsOf(requests: readonly HostRequest[]): HostVisits[] {
  return [...Map.groupBy(requests, ({ host }) => host)].map(([host, seen]) => {
    const gaps = seen.flatMap((request, at) => {
      const before = seen[at - 1]
      return before?.endedAt === undefined || isRobots(before) ? [] : [request.beganAt - before.endedAt]
    })
    const tooEarly = seen.filter((request, at) => {
      const before = seen[at - 1]
      return before?.status === 429 && before.endedAt !== undefined && request.beganAt - before.endedAt < RETRY_AFTER_MS - TOLERANCE_MS
    })
    return {
      host,
      requests: seen.length,
      overlaps: seen.filter(({ overlaps }) => overlaps).length,
      smallestGapMs: gaps.length > 0 ? Math.min(...gaps) : undefined,
      tooEarly: tooEarly.length,
      repeated: repeatedIn(seen),
    }
  })
}

/** What is wrong with the visits where hosts allow one request at a time, `gapMs` apart, and each answer once. */
export function trespasses(visits: readonly HostVisits[], gapMs: number): string[] {
  return visits.flatMap(({ host, overlaps, smallestGapMs, tooEarly, repeated }) => [
    ...(overlaps > 0 ? [`${host}: ${overlaps} requests beside another`] : []),
    ...(smallestGapMs !== undefined && smallestGapMs < gapMs - TOLERANCE_MS ? [`${host}: a gap of ${smallestGapMs.toFixed(0)} ms`] : []),
    ...(tooEarly > 0 ? [`${host}: ${tooEarly} requests before Retry-After was over`] : []),
    ...(repeated.length > 0 ? [`${host}: ${repeated.length} answers asked for again, ${repeated[0]}`] : []),
  ])
}

const isRobots = ({ path }: HostRequest) => path === '/robots.txt'

function repeatedIn(seen: readonly HostRequest[]): string[] {
  const answered = new Set<string>()
  return seen.flatMap(({ method, path, body, status, isWhole }) => {
    const asked = `${method} ${path} ${body}`
    const again = answered.has(asked)
    if (isWhole && status !== undefined && status < 400) answered.add(asked)
    return again ? [`${method} ${path}`] : []
  })
}
