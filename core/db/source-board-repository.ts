import { createHash } from 'node:crypto'
import type { Db } from 'mongodb'
import { isDuplicateKey } from './duplicate-key.ts'

/** What a board had when it was last asked. */
interface StoredBoard {
  source: string
  /** Of the step that asks for it, hashed: it may be an address that somebody gave. */
  key: string
  offers: number
  /** Since when it has none, although it had some. */
  emptied_at: Date | null
  seen_at: Date
}

const DAY_MS = 24 * 60 * 60_000
/** A board that stays empty for so long has no openings: nobody need look any more. */
const BELIEVED_AFTER_MS = 7 * DAY_MS

export type SourceBoardRepository = ReturnType<typeof createSourceBoardRepository>

/** What boards had, by which it is noticed that one answers an empty list where there was one. It goes 60 days after they were last asked (a TTL index). */
export function createSourceBoardRepository(db: Db) {
  const boards = db.collection<StoredBoard>('source_boards')

  const keyOf = (board: string) => createHash('sha256').update(board).digest('hex')

  return {
    /** When boards that had offers were last asked, by board. */
    async askedAt(source: string, asked: readonly string[]): Promise<Map<string, Date>> {
      const names = new Map(asked.map((board) => [keyOf(board), board]))
      const known = await boards.find({ source, key: { $in: [...names.keys()] } }, { projection: { key: 1, seen_at: 1 } }).toArray()
      return new Map(known.map(({ key, seen_at }) => [names.get(key) ?? key, seen_at]))
    },

    /** Notes how many offers a board has. True: none, although it had some, and not for long. Safe to run twice. */
    async noteBoard(source: string, board: string, offers: number, now: Date): Promise<boolean> {
      const key = keyOf(board)
      if (offers > 0) {
        await boards.updateOne({ source, key }, { $set: { offers, emptied_at: null, seen_at: now } }, { upsert: true }).catch((error: unknown) => {
          // Noted by another run at the same moment: as good.
          if (!isDuplicateKey(error)) throw error
        })
        return false
      }
      const known = await boards.findOne({ source, key, offers: { $gt: 0 } })
      if (known === null) return false
      const emptiedAt = known.emptied_at ?? now
      const isBelieved = now.getTime() - emptiedAt.getTime() > BELIEVED_AFTER_MS
      const seen = { emptied_at: emptiedAt, seen_at: now, ...(isBelieved && { offers: 0 }) }
      await boards.updateOne({ source, key, offers: { $gt: 0 } }, { $set: seen })
      return !isBelieved
    },
  }
}
