import { type Db, ObjectId } from 'mongodb'
import type { ModelUsage } from '../domain/model-usage.ts'
import { isDuplicateKey } from './duplicate-key.ts'

const DAY_MS = 86_400_000
const DAYS_SHOWN = 30
/** A description holds more than that, whatever its page. */
const LEAST_HELD_TOKENS = 10_000
/** A budget's document is of no use once its day is over; it stays a little for who looks back. */
const BUDGET_KEPT_MS = 8 * DAY_MS

/** Tokens that a day may cost, input and output together. Days are UTC's. */
export interface ModelBudget {
  perUser: number
  total: number
}

/** A call, or an answer that was there already. Nothing of what was asked or answered. */
interface StoredUsage {
  _id: string
  /** Null: an operator's, on the budget in total alone. */
  user_id: ObjectId | null
  day: string
  at: Date
  model: string
  prompt_version: string
  /** `answered`, `reused`, a failure, or `interrupted` as long as nobody saw the call's end. */
  outcome: string
  input_tokens: number
  output_tokens: number
  latency_ms: number
  /** What the budgets hold for it until its end. */
  reserved: number
}

interface StoredBudget {
  /** `user:ID:DAY` or `total:DAY`. */
  _id: string
  user_id?: ObjectId
  /** Used, and held by calls that run. */
  tokens: number
  /** Tokens by call. A call that nobody saw the end of keeps its hold: it may have been paid. */
  held: Record<string, number>
  expires_at: Date
}

export interface UsageCall {
  /** The same for a call however often it is written. */
  id: string
  /** Null: nobody's own. */
  userId: string | null
  model: string
  promptVersion: string
}

/** Which budget has no room, and when it has again. */
export interface ReachedBudget {
  scope: 'user' | 'total'
  resetsAt: Date
}

const dayOf = (date: Date) => date.toISOString().slice(0, 10)
const endOf = (day: string) => new Date(Date.parse(day) + DAY_MS)
/** Of a call in a field's name. */
const holdOf = (id: string) => id.replace(/[^\w-]/g, '_')

export type ModelUsageRepository = ReturnType<typeof createModelUsageRepository>

/** What calls of the language model cost, by user and day, and the budgets that they keep to, however many run at once. */
export function createModelUsageRepository(db: Db, budget: ModelBudget) {
  const usage = db.collection<StoredUsage>('model_usage')
  const budgets = db.collection<StoredBudget>('model_budgets')

  const ownBudget = (userId: string, day: string) =>
    ({ scope: 'user', _id: `user:${userId}:${day}`, most: budget.perUser, owner: { user_id: new ObjectId(userId) } }) as const
  const budgetsOf = (userId: string | null, day: string) => [
    ...(userId === null ? [] : [ownBudget(userId, day)]),
    { scope: 'total', _id: `total:${day}`, most: budget.total, owner: {} } as const,
  ]

  /** Conditional, so that many at once never hold more than there is; nothing twice for one call. */
  async function hold(_id: string, most: number, owner: { user_id?: ObjectId }, id: string, tokens: number, expires_at: Date): Promise<boolean> {
    if (tokens > most) return false
    const field = `held.${holdOf(id)}`
    const take = () =>
      budgets.updateOne({ _id, tokens: { $lte: most - tokens }, [field]: { $exists: false } }, { $inc: { tokens }, $set: { [field]: tokens } })
    if ((await take()).matchedCount === 1) return true
    try {
      await budgets.insertOne({ _id, ...owner, tokens, held: { [holdOf(id)]: tokens }, expires_at })
      return true
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
    }
    return (await take()).matchedCount === 1 || (await budgets.findOne({ _id, [field]: { $exists: true } }, { projection: { _id: 1 } })) !== null
  }

  /** What was held becomes what was used. Safe to run twice. */
  async function settle(_id: string, id: string, held: number, used: number): Promise<void> {
    const field = `held.${holdOf(id)}`
    await budgets.updateOne({ _id, [field]: { $exists: true } }, { $inc: { tokens: used - held }, $unset: { [field]: '' } })
  }

  return {
    /** Holds tokens for a call that begins, of both budgets or of none, and notes the call. Answers which budget has no room for it. */
    async begin(call: UsageCall, tokens: number, now: Date): Promise<ReachedBudget | undefined> {
      const day = dayOf(now)
      const expires = new Date(endOf(day).getTime() + BUDGET_KEPT_MS)
      const held: string[] = []
      for (const { scope, _id, most, owner } of budgetsOf(call.userId, day)) {
        if (!(await hold(_id, most, owner, call.id, tokens, expires))) {
          for (const other of held) await settle(other, call.id, tokens, 0)
          return { scope, resetsAt: endOf(day) }
        }
        held.push(_id)
      }
      await insert(call, { day, outcome: 'interrupted', reserved: tokens }, now)
      return undefined
    },

    /**
     * How a call ended. Safe to run twice.
     * @param ended.tokens undefined: nobody knows what it cost, so what was held for it counts until the day is over
     */
    async end(id: string, ended: { outcome: string; tokens: { input: number; output: number } | undefined; latencyMs: number }): Promise<void> {
      const row = await usage.findOne({ _id: id })
      if (row === null) return
      const { input: input_tokens, output: output_tokens } = ended.tokens ?? { input: 0, output: 0 }
      const used = ended.tokens === undefined ? row.reserved : input_tokens + output_tokens
      const set = { outcome: ended.outcome, input_tokens, output_tokens, latency_ms: Math.round(ended.latencyMs) }
      if (row.outcome === 'interrupted') await usage.updateOne({ _id: id }, { $set: set })
      for (const { _id } of budgetsOf(row.user_id?.toHexString() ?? null, row.day)) await settle(_id, id, row.reserved, used)
    },

    /**
     * Which budget has no room for a description that waits since another day. Those leave half of everybody's day to who asks today.
     * Undefined: there is room. Holds nothing.
     */
    async roomForWaiting(userId: string, now: Date): Promise<ReachedBudget | undefined> {
      const day = dayOf(now)
      for (const { scope, _id, most } of budgetsOf(userId, day).toReversed()) {
        const { tokens = 0 } = (await budgets.findOne({ _id }, { projection: { tokens: 1 } })) ?? {}
        const share = scope === 'total' ? most / 2 : most
        if (tokens + LEAST_HELD_TOKENS > share) return { scope, resetsAt: endOf(day) }
      }
      return undefined
    },

    /** Notes an answer that was there already. Safe to run twice. */
    async noteReuse(call: UsageCall, now: Date): Promise<void> {
      await insert(call, { day: dayOf(now), outcome: 'reused', reserved: 0 }, now)
    },

    /** Served by `model_usage_by_user`. */
    async usageOf(userId: string, now: Date): Promise<ModelUsage> {
      const today = dayOf(now)
      const user_id = new ObjectId(userId)
      const since = new Date(Date.parse(today) - (DAYS_SHOWN - 1) * DAY_MS)
      const own = ownBudget(userId, today)
      const [spent, groups] = await Promise.all([
        budgets.findOne({ _id: own._id }, { projection: { tokens: 1 } }),
        usage
          .aggregate<UsageGroup>([
            { $match: { user_id, at: { $gte: since } } },
            {
              $group: {
                _id: { day: '$day', outcome: '$outcome' },
                count: { $sum: 1 },
                input: { $sum: '$input_tokens' },
                output: { $sum: '$output_tokens' },
                latency: { $sum: '$latency_ms' },
              },
            },
          ])
          .toArray(),
      ])
      const tokens = spent?.tokens ?? 0
      const left_tokens = Math.max(0, budget.perUser - tokens)
      return {
        user_id: userId,
        today: { day: today, tokens, budget_tokens: budget.perUser, left_tokens, resets_at: endOf(today).toISOString() },
        days: daysOf(groups),
      }
    },
  }

  async function insert(call: UsageCall, row: Pick<StoredUsage, 'day' | 'outcome' | 'reserved'>, at: Date): Promise<void> {
    const { id: _id, userId, model, promptVersion: prompt_version } = call
    try {
      const user_id = userId === null ? null : new ObjectId(userId)
      await usage.insertOne({ _id, user_id, at, model, prompt_version, input_tokens: 0, output_tokens: 0, latency_ms: 0, ...row })
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
    }
  }
}

interface UsageGroup {
  _id: { day: string; outcome: string }
  count: number
  input: number
  output: number
  latency: number
}

function daysOf(groups: readonly UsageGroup[]): ModelUsage['days'] {
  const sum = (some: readonly UsageGroup[], field: 'count' | 'input' | 'output' | 'latency') => some.reduce((total, group) => total + group[field], 0)
  const days = [...new Set(groups.map(({ _id }) => _id.day))].sort().reverse()
  return days.map((day) => {
    const all = groups.filter(({ _id }) => _id.day === day)
    const calls = all.filter(({ _id }) => _id.outcome !== 'reused')
    const made = sum(calls, 'count')
    return {
      day,
      calls: made,
      reused: sum(all, 'count') - made,
      failed: sum(
        calls.filter(({ _id }) => _id.outcome !== 'answered'),
        'count',
      ),
      input_tokens: sum(calls, 'input'),
      output_tokens: sum(calls, 'output'),
      average_latency_ms: made === 0 ? 0 : Math.round(sum(calls, 'latency') / made),
    }
  })
}
