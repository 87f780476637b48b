import type { Db } from 'mongodb'
import type { DescribedOffer } from '../domain/described-offer.ts'
import { isDuplicateKey } from './duplicate-key.ts'

/** Who holds a claim has lost it after so long without a call: as long as a call may wait for its turn (workflows/describe-by-model.ts). */
export const QUEUED_MS = 60 * 60_000
/** A call that began so long ago has ended, and its holder does nothing about it. */
export const CALL_MS = 5 * 60_000
/** Calls of one holder whose end nobody saw (a worker was killed): what they cost is unknown, so there is one more and no third. */
const MAX_OPEN_CALLS = 2

export interface PaidCall {
  call: string
  /** Null: the server did not say. */
  tokens: { input: number; output: number } | null
  latencyMs: number
}

interface StoredModelAnswer {
  /** A hash of what was asked, of whom, in which words. */
  _id: string
  answer: DescribedOffer | null
  /** When it came. */
  answered_at?: Date
  /** Holders who could make nothing of it. */
  doubted_by?: string[]
  /** A doubted one, which serves until there is another. */
  former_answer?: DescribedOffer
  model: string
  prompt_version: string
  /** The call that brought it. */
  paid: PaidCall | null
  /** Who asks the model: a request of an application. Null once there is an answer or nobody asks any more. */
  holder: string | null
  held_until: Date
  /** Calls that were ever begun. */
  calls: number
  /** Calls of the holder whose end is not known. */
  open_calls: number
  /** How the last holder failed. */
  failure: string | null
  failed_at: Date | null
  created_at: Date
}

/** `busy`: somebody else asks, until then at least; `failed`: somebody asked meanwhile, and failed so. */
export type AnswerClaim = { state: 'answered' } | { state: 'held' } | { state: 'busy'; until: Date } | { state: 'failed'; failure: string }

/** `begun`: the call's number; `lost`: somebody else took the claim over; `interrupted`: too many calls have no known end. */
export type BegunCall = { state: 'begun'; call: number } | { state: 'answered' } | { state: 'lost' } | { state: 'interrupted' }

export type ModelAnswerRepository = ReturnType<typeof createModelAnswerRepository>

/**
 * What models answered, each under its question's hash, for all users: nothing in it is a user's. Who wants an answer that is not there claims
 * it, so that equal questions at the same time are one call. Answers go after 90 days (a TTL index).
 */
export function createModelAnswerRepository(db: Db) {
  const answers = db.collection<StoredModelAnswer>('model_answers')
  const held = (key: string, holder: string) => ({ _id: key, holder, answer: null })
  const until = (now: Date, ms: number) => new Date(now.getTime() + ms)

  return {
    /**
     * Claims a question for `holder`, unless it is answered or somebody else has it. Safe to run twice.
     * @param asked when the holder asked first: a failure since then is theirs, too
     * @param options.isRepeated somebody asks again for what they had: a doubted answer that was there before is no answer to them
     */
    async claim(
      key: string,
      holder: string,
      made: { model: string; promptVersion: string },
      asked: Date,
      now: Date,
      { isRepeated = false }: { isRepeated?: boolean } = {},
    ): Promise<AnswerClaim> {
      for (;;) {
        const stored = await answers.findOne({ _id: key })
        if (stored?.answer) {
          const { answer, doubted_by = [], answered_at } = stored
          const isNew = answered_at !== undefined && answered_at > asked
          if (!isRepeated || isNew || doubted_by.length === 0 || doubted_by.includes(holder)) return { state: 'answered' }
          const reopened = {
            answer: null,
            former_answer: answer,
            doubted_by: [],
            paid: null,
            holder,
            held_until: until(now, QUEUED_MS),
            open_calls: 0,
          }
          if ((await answers.updateOne({ _id: key, answer: { $ne: null }, doubted_by }, { $set: reopened })).matchedCount === 1)
            return { state: 'held' }
          continue
        }
        if (stored !== null && stored.holder !== holder) {
          if (stored.holder !== null && stored.held_until > now) return { state: 'busy', until: stored.held_until }
          if (stored.holder === null && stored.failure !== null && stored.failed_at !== null && stored.failed_at >= asked)
            return { state: 'failed', failure: stored.failure }
        }
        const taken = { holder, held_until: until(now, QUEUED_MS), failure: null, failed_at: null }
        if (stored !== null) {
          const sameAsRead = { _id: key, answer: null, holder: stored.holder, held_until: stored.held_until }
          const change = { $set: { ...taken, ...(stored.holder !== holder && { open_calls: 0 }) } }
          if ((await answers.updateOne(sameAsRead, change)).matchedCount === 1) return { state: 'held' }
          continue
        }
        try {
          const { model, promptVersion: prompt_version } = made
          await answers.insertOne({ _id: key, answer: null, model, prompt_version, paid: null, ...taken, calls: 0, open_calls: 0, created_at: now })
          return { state: 'held' }
        } catch (error) {
          if (!isDuplicateKey(error)) throw error
        }
      }
    },

    /** Counts a call that begins now. */
    async beginCall(key: string, holder: string, now: Date): Promise<BegunCall> {
      const begun = await answers.findOneAndUpdate(
        { ...held(key, holder), open_calls: { $lt: MAX_OPEN_CALLS } },
        { $inc: { calls: 1, open_calls: 1 }, $set: { held_until: until(now, CALL_MS) } },
        { returnDocument: 'after', projection: { calls: 1 } },
      )
      if (begun !== null) return { state: 'begun', call: begun.calls }
      const stored = await answers.findOne({ _id: key })
      if (stored?.answer) return { state: 'answered' }
      return { state: stored?.holder === holder ? 'interrupted' : 'lost' }
    },

    /** The call has ended without an answer, and the holder asks again after `pauseMs`. */
    async keepClaim(key: string, holder: string, pauseMs: number, now: Date): Promise<void> {
      await answers.updateOne(held(key, holder), { $set: { open_calls: 0, held_until: until(now, pauseMs + QUEUED_MS) } })
    },

    /** The holder gives up, or leaves it: without a failure, the next one asks at once. */
    async release(key: string, holder: string, failure: string | null, now: Date): Promise<void> {
      await answers.updateOne(held(key, holder), {
        $set: { holder: null, held_until: now, open_calls: 0, failure, failed_at: failure === null ? null : now },
      })
    },

    /** Keeps an answer; the first one stays, unless it is doubted and somebody asks again. */
    async store(key: string, answer: DescribedOffer, paid: PaidCall, now: Date): Promise<void> {
      const set = { answer, paid, answered_at: now, holder: null, open_calls: 0, failure: null, failed_at: null }
      await answers.updateOne({ _id: key, answer: null }, { $set: set, $unset: { former_answer: '' } })
    },

    /** The holder could make nothing of these answers. Safe to run twice. */
    async doubt(keys: readonly string[], holder: string): Promise<void> {
      await answers.updateMany({ _id: { $in: [...keys] }, answer: { $ne: null } }, { $addToSet: { doubted_by: holder } })
    },

    /** The call that brought the answer. */
    async paid(key: string): Promise<PaidCall | undefined> {
      return (await answers.findOne({ _id: key }, { projection: { paid: 1 } }))?.paid ?? undefined
    },

    /** The answers under these keys, in their order; undefined where one is missing. */
    async read(keys: readonly string[]): Promise<DescribedOffer[] | undefined> {
      const stored = await answers.find({ _id: { $in: [...keys] } }, { projection: { answer: 1, former_answer: 1 } }).toArray()
      const found = keys.map((key) => {
        const { answer, former_answer } = stored.find(({ _id }) => _id === key) ?? {}
        return answer ?? former_answer ?? null
      })
      return found.every((answer) => answer !== null) ? found : undefined
    },
  }
}
