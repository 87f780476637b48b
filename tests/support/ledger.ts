import { expect } from 'vitest'
import type { RestClient } from './rest-client.ts'

const PATIENCE_MS = 30_000

/** What a client was told: which of its writes were acknowledged, and by what. */
export type Ledger = ReturnType<typeof createLedger>

/**
 * Writes applications, each under a key of its own, and remembers what was acknowledged. `client` is asked for at each write, since a
 * process that was started again may be elsewhere.
 */
export function createLedger(client: RestClient) {
  /** The acknowledged ids, by key; undefined: nobody said so. */
  const written = new Map<string, string | undefined>()
  /** Answers that were none of the expected: neither an acknowledgement nor a 503. */
  const oddities: string[] = []
  let [isOn, keys, refused] = [false, 0, 0]
  let writers: Promise<void>[] = []

  async function write(key: string): Promise<boolean> {
    try {
      const body = { company: `Company ${key}`, position: 'Dev' }
      const response = await client.request('POST', '/applications', body, { 'Idempotency-Key': key })
      const text = await response.text()
      if (response.status === 201) {
        const { _id } = JSON.parse(text) as { _id: string }
        const before = written.get(key)
        if (before !== undefined && before !== _id) oddities.push(`${key} was ${before} and is ${_id}`)
        written.set(key, _id)
        return true
      }
      // Under way still, by a process that is gone.
      if (response.status !== 503 && response.status !== 409) oddities.push(`${response.status} ${text}`)
    } catch {
      // The connection broke: whether it was written is not known.
    }
    refused++
    return false
  }

  async function writeOn(): Promise<void> {
    while (isOn) {
      const key = `key-${++keys}`
      written.set(key, undefined)
      if (!(await write(key))) await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  return {
    get acknowledged(): number {
      return [...written.values()].filter((id) => id !== undefined).length
    },
    /** Writes that got no acknowledgement. */
    get refused(): number {
      return refused
    },
    /** So many clients write until `stop`. */
    start(clients: number): void {
      isOn = true
      writers = Array.from({ length: clients }, writeOn)
    },
    async stop(): Promise<void> {
      isOn = false
      await Promise.all(writers)
    },
    /** Resolves when so many more writes are acknowledged. */
    async grown(by: number): Promise<void> {
      const goal = this.acknowledged + by
      const deadline = Date.now() + PATIENCE_MS
      while (this.acknowledged < goal) {
        if (Date.now() > deadline) throw new Error(`${this.acknowledged} writes of ${goal} were acknowledged: ${oddities.join('\n')}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    /** What was acknowledged is there once, what was not at most once; after a retry under the same keys everything is there once. */
    async check(): Promise<void> {
      expect(oddities).toEqual([])
      const before = await stored(client)
      for (const [key, id] of written) {
        const there = before.get(`Company ${key}`) ?? []
        if (id === undefined) expect(there.length, `${key}, never acknowledged`).toBeLessThanOrEqual(1)
        else expect(there, `${key}, acknowledged`).toEqual([id])
      }
      const deadline = Date.now() + PATIENCE_MS
      for (const key of written.keys()) {
        while (!(await write(key))) {
          if (Date.now() > deadline) throw new Error(`${key} is refused still`)
          await new Promise((resolve) => setTimeout(resolve, 100))
        }
      }
      expect(oddities).toEqual([])
      const after = await stored(client)
      expect(after.size).toBe(written.size)
      for (const [key, id] of written) expect(after.get(`Company ${key}`), `${key}, after its retry`).toEqual([id])
    },
  }
}

/** Everything the client has, by company. */
async function stored(client: RestClient): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>()
  for (let path: string | undefined = '/applications?limit=200'; path !== undefined; ) {
    const response: Response = await client.request('GET', path)
    expect(response.status).toBe(200)
    for (const { company, _id } of (await response.json()) as { company: string; _id: string }[]) all.set(company, [...(all.get(company) ?? []), _id])
    const next: string | undefined = /<([^>]+)>; rel="next"/.exec(response.headers.get('Link') ?? '')?.[1]
    path = next && new URL(next, 'http://local').pathname + new URL(next, 'http://local').search
  }
  return all
}
