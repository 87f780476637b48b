import { setTimeout as delay } from 'node:timers/promises'
import { baseOffers } from '../eval/describe/injections/base-offers.ts'
import { honestAnswer } from '../eval/describe/model-says.ts'
import { startLocalSite } from '../support/local-site.ts'
import { answering } from '../support/model-script.ts'
import { startModelStub } from '../support/model-stub.ts'
import { startProgram } from '../support/processes.ts'
import { newRestClient } from '../support/rest-client.ts'
import { freePort } from '../support/test-stack.ts'
import type { CollectStack } from './collect-stack.ts'
import type { AddFigure } from './figures.ts'

const { fr } = baseOffers
const LATENCY_MS = 300
const LONGEST_MS = 10 * 60_000
/** What is let through within so long is compared with the rate: a burst of a second is none of it. */
const WINDOW_MS = 10_000
/** Calls take their time to the model, some longer than others. */
const TOLERANCE = 1.15

interface Described {
  description_status: string
  description_source: string | null
  description_error: unknown
}

/** So many offers that are to be described at once, by two workers: whether the rate is held, and each is asked for and written once. */
export async function measureAtOnce(
  stack: CollectStack,
  { descriptions, perMinute }: { descriptions: number; perMinute: number },
  add: AddFigure,
): Promise<void> {
  const site = await startLocalSite((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(fr.page({ item: `Suivre le chantier ${request.url?.slice(1)}` }))
  })
  const stub = await startModelStub(
    answering(() => honestAnswer(fr.expected, fr.page({}))),
    { latencyMs: LATENCY_MS },
  )
  const settings = {
    OPENAI_API_KEY: 'sk-bench',
    OPENAI_BASE_URL: stub.baseUrl,
    OPENAI_MODEL: 'stub',
    MODEL_CALLS_PER_MINUTE: String(perMinute),
    // All of it is one user's.
    MODEL_BUDGET_TOKENS_PER_USER_PER_DAY: '100000000',
    MODEL_BUDGET_TOKENS_PER_DAY: '100000000',
    CRAWL_ALLOW_HOSTS: `127.0.0.1:${site.port}`,
    CRAWL_DELAY_MS: '0',
  }
  const worker = await stack.startWorker(settings)
  const port = await freePort()
  const shared = {
    ...worker.environment,
    API_PORT: String(port),
    SECRET_KEY: 'a-secret-of-at-least-thirty-two-bytes',
    RATE_LIMIT_BACKGROUND: '100000/s',
    RATE_LIMIT_GENERAL: '100000/s',
  }
  const second = await startProgram('worker/main.ts', worker.environment)
  const api = await startProgram('api/main.ts', shared)
  try {
    const client = await newRestClient(`http://127.0.0.1:${port}`)
    const began = performance.now()
    const ids: string[] = []
    for (let n = 0; n < descriptions; n++) {
      const response = await client.request('POST', '/applications', { company: 'Acme', position: `Poste ${n}`, url: `${site.url}/${n}` })
      if (response.status !== 201) throw new Error(`The API answered ${response.status}: ${await response.text()}`)
      ids.push(((await response.json()) as { _id: string })._id)
    }
    const ended = await allEnded(() => worker.db.collection('applications').countDocuments({ description_status: { $in: ['pending', 'running'] } }))
    const seconds = (performance.now() - began) / 1_000
    const records = (await worker.db.collection('applications').find({}).toArray()) as unknown as Described[]
    const byModel = records.filter(
      ({ description_status, description_source }) => description_status === 'done' && description_source === 'llm',
    ).length
    console.log(
      `${descriptions} offers, ${seconds.toFixed(1)} s; ${stub.asked.length} calls, ${fastest(stub.askedAt)} of them in the fastest ten seconds`,
    )

    add(`${descriptions} descriptions at once: written by the model`, ended && byModel === ids.length, `${ids.length}`, String(byModel))
    add('Calls of the model for them', stub.asked.length === ids.length, `${ids.length}`, String(stub.asked.length))
    const allowed = Math.ceil(((perMinute * WINDOW_MS) / 60_000) * TOLERANCE)
    add(
      `Calls in the fastest ten seconds, at ${perMinute} a minute`,
      fastest(stub.askedAt) <= allowed,
      `${allowed} at most`,
      String(fastest(stub.askedAt)),
    )
  } finally {
    await api.end('SIGTERM')
    await second.end('SIGTERM')
    await worker.stop()
    await Promise.all([site.close(), stub.close()])
  }
}

async function allEnded(open: () => Promise<number>): Promise<boolean> {
  for (const until = performance.now() + LONGEST_MS; performance.now() < until; await delay(250)) if ((await open()) === 0) return true
  return false
}

/** The most that fell within any ten seconds. */
function fastest(times: readonly number[]): number {
  return Math.max(0, ...times.map((start) => times.filter((time) => time >= start && time < start + WINDOW_MS).length))
}
