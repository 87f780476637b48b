import type { ApiStack } from './api-stack.ts'
import { type Load, type Measure, measure, measureSound, together } from './load.ts'

export interface Comparison {
  api: Measure
  bare: Measure
  /** Requests per second of the API to those of the bare handler. */
  throughput: number
  /** CPU time a request of the API to that of the bare handler. */
  cpu: number
}

const WARM_UP_S = 1

/** Measures both in turn, so that what else the machine does meets both alike. @throws Error when they answer different lists */
export async function compare(
  { api, bare }: Pick<ApiStack, 'api' | 'bare'>,
  path: string,
  { rounds, ...load }: Load & { rounds: number },
): Promise<Comparison> {
  await refuseUnlike(api.url + path, bare.url + path, load.tokens[0] ?? '')
  for (const process of [api, bare]) await measure(process, path, { ...load, seconds: WARM_UP_S })
  const measured: { api: Measure; bare: Measure }[] = []
  for (let round = 0; round < rounds; round++) measured.push({ api: await measureSound(api, path, load), bare: await measureSound(bare, path, load) })
  const all = { api: together(measured.map((round) => round.api)), bare: together(measured.map((round) => round.bare)) }
  return {
    ...all,
    throughput: all.api.requests / all.api.seconds / (all.bare.requests / all.bare.seconds),
    cpu: all.api.cpuUs / all.bare.cpuUs,
  }
}

async function refuseUnlike(one: string, other: string, token: string): Promise<void> {
  const [a, b] = await Promise.all(
    [one, other].map(async (url) => (await fetch(url, { headers: { Authorization: `Bearer ${token}` } })).json() as Promise<unknown>),
  )
  if (lengthOf(a) !== lengthOf(b)) throw new Error(`${one} answers ${lengthOf(a)} records, ${other} ${lengthOf(b)}.`)
}

const lengthOf = (answer: unknown) => (Array.isArray(answer) ? answer.length : 1)
