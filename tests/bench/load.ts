import autocannon from 'autocannon'
import type { MeasuredProcess } from './measured-process.ts'

/** What one path of one process was measured to do. */
export interface Measure {
  requests: number
  /** Answers that were no 2xx, and requests without one. */
  failed: number
  seconds: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** CPU time of the process for a request, in microseconds. */
  cpuUs: number
}

export interface Load {
  /** Access tokens; each connection takes one after the other. */
  tokens: string[]
  seconds: number
  connections: number
}

/** Asks for a path over and over. */
export async function measure(process: MeasuredProcess, path: string, { tokens, seconds, connections }: Load): Promise<Measure> {
  const before = await process.cpuUs()
  const result = await autocannon({
    url: process.url,
    duration: seconds,
    connections,
    requests: tokens.map((token) => ({ path, headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' } })),
  })
  const used = (await process.cpuUs()) - before
  const requests = result['2xx']
  const failed = result.non2xx + result.errors
  return { requests, failed, seconds: result.duration, p50: result.latency.p50, p99: result.latency.p99, cpuUs: used / (requests + failed) }
}

/** The same. @throws Error when a request failed */
export async function measureSound(process: MeasuredProcess, path: string, load: Load): Promise<Measure> {
  const measured = await measure(process, path, load)
  if (measured.failed > 0 || measured.requests === 0)
    throw new Error(`${process.url}${path}: ${measured.failed} requests failed of ${measured.requests}`)
  return measured
}

/** The rounds as one: requests and CPU time in all, the median of the rounds' quantiles. */
export function together(rounds: Measure[]): Measure {
  const requests = sum(rounds.map((round) => round.requests))
  return {
    requests,
    failed: sum(rounds.map(({ failed }) => failed)),
    seconds: sum(rounds.map(({ seconds }) => seconds)),
    p50: median(rounds.map(({ p50 }) => p50)),
    p99: median(rounds.map(({ p99 }) => p99)),
    cpuUs: sum(rounds.map((round) => round.cpuUs * round.requests)) / requests,
  }
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
