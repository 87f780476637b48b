import { setTimeout as delay } from 'node:timers/promises'
import type { BalancedRequests } from './balanced-requests.ts'

/** A write under an Idempotency-Key, and whether it was acknowledged. */
interface KeyedWrite {
  key: string
  isAcknowledged: boolean
}

/** An application that a client wrote, and what became of each write. */
export interface WrittenApplication extends KeyedWrite {
  token: string
  body: { company: string; position: string; url: string }
  /** Ids that creates under its key were answered: one, however often they were sent. */
  ids: Set<string>
  note: KeyedWrite & { text: string }
  /** Places that were written over one another, in this order. */
  places: { place: string; isAcknowledged: boolean }[]
  /** Changes of place that may have arrived: a cut one is sent twice. */
  placesSent: number
}

const ROUND_MS = 2_000
const PAUSE_MS = 40
const SETTLING_MS = 60_000

/**
 * Clients, one a token, each of which creates an application every two seconds, adds a note to it, changes it, and reads lists in between.
 * What was written and acknowledged is in `written`.
 */
export function createKillingLoad({ request }: BalancedRequests, { tokens, pageOf }: { tokens: readonly string[]; pageOf: (n: number) => string }) {
  const written: WrittenApplication[] = []
  let isOn = true

  async function create(application: WrittenApplication): Promise<void> {
    const { token, key, body, ids } = application
    const created = await request('POST', '/applications', { token, key, body })
    if (created === undefined) return
    application.isAcknowledged = true
    ids.add(String((created as { _id: string })._id))
  }

  async function annotate({ token, ids: [id], note }: WrittenApplication): Promise<void> {
    const answered = await request('POST', `/applications/${id}/notes`, { token, key: note.key, body: { note: note.text } })
    if (answered !== undefined) note.isAcknowledged = true
  }

  async function move(application: WrittenApplication): Promise<void> {
    const { token, ids, places } = application
    const place = `Place ${places.length + 1}`
    const entry = { place, isAcknowledged: false }
    places.push(entry)
    const onSent = () => {
      application.placesSent++
    }
    entry.isAcknowledged = (await request('PUT', `/applications/${[...ids][0]}`, { token, body: { location: place }, onSent })) !== undefined
  }

  async function work(token: string): Promise<void> {
    const read = () => request('GET', '/applications?limit=20', { token })
    while (isOn) {
      const began = performance.now()
      const application = newApplication(token, written.length, pageOf(written.length))
      written.push(application)
      await create(application)
      for (const change of application.isAcknowledged ? [annotate, move, move] : []) {
        await change(application)
        await read()
        await delay(PAUSE_MS)
      }
      while (isOn && performance.now() - began < ROUND_MS) {
        await read()
        await delay(PAUSE_MS)
      }
    }
  }
  const working = Promise.all(tokens.map(work))

  return {
    written,
    /** Resolves when what is under way has its end. */
    async stop(): Promise<void> {
      isOn = false
      await working
    },
    /** Sends the creates and notes without an acknowledgement again, under their keys, for a minute at most: what is refused still is not there. */
    async settle(): Promise<void> {
      for (const until = performance.now() + SETTLING_MS; performance.now() < until; await delay(500)) {
        for (const application of written) {
          if (!application.isAcknowledged) await create(application)
          if (application.isAcknowledged && !application.note.isAcknowledged) await annotate(application)
        }
        if (written.every(({ isAcknowledged, note }) => isAcknowledged && note.isAcknowledged)) return
      }
    },
  }
}

const newApplication = (token: string, n: number, url: string): WrittenApplication => ({
  token,
  key: `create-${n}`,
  isAcknowledged: false,
  body: { company: `Company ${n}`, position: 'Data engineer', url },
  ids: new Set(),
  note: { key: `note-${n}`, text: `Note ${n}`, isAcknowledged: false },
  places: [],
  placesSent: 0,
})
