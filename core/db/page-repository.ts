import { Binary, type Db, ObjectId } from 'mongodb'
import type { OfferDescription } from '../domain/offer-description.ts'
import type { OfferFacts } from '../domain/offer-facts.ts'

/** A page as it was read: bytes decoded to text, never larger than the crawler's cap. */
export interface NewPage {
  /** The address that was asked for. */
  url: string
  /** The address that answered, after redirects. */
  finalUrl: string
  via: 'http' | 'browser'
  html: string
}

/** What a model is asked about a page, in parts where it is long. */
export interface ModelQuestions {
  parts: { key: string; text: string; tokens: number }[]
  leftOutTokens: number
}

interface StoredPage {
  _id: ObjectId
  url: string
  final_url: string
  via: 'http' | 'browser'
  /** UTF-8. */
  html: Binary
  facts: OfferFacts | null
  description: OfferDescription | null
  questions?: ModelQuestions
  fetched_at: Date
}

export interface KeptPage extends NewPage {
  facts: OfferFacts | null
  description: OfferDescription | null
  /** Undefined until a model is to be asked. */
  questions?: ModelQuestions | undefined
}

export type PageRepository = ReturnType<typeof createPageRepository>

/** The page store: what workflows hand on by id, so that no page travels through a history. Pages go after a day (a TTL index). */
export function createPageRepository(db: Db) {
  const pages = db.collection<StoredPage>('pages')

  return {
    /** Keeps a page and answers its id. */
    async save({ url, finalUrl, via, html }: NewPage, now: Date): Promise<string> {
      const _id = new ObjectId()
      const stored = { _id, url, final_url: finalUrl, via, html: new Binary(Buffer.from(html)), facts: null, description: null, fetched_at: now }
      await pages.insertOne(stored)
      return _id.toHexString()
    },

    /** The page; undefined when it was never kept or has expired. */
    async get(id: string): Promise<KeptPage | undefined> {
      const page = await pages.findOne({ _id: new ObjectId(id) })
      if (page === null) return undefined
      const { url, final_url, via, html, facts, description, questions } = page
      return { url, finalUrl: final_url, via, html: Buffer.from(html.buffer).toString('utf8'), facts, description, questions }
    },

    /** Keeps what was read on the page. Safe to run twice. */
    async saveFacts(id: string, facts: OfferFacts): Promise<void> {
      await pages.updateOne({ _id: new ObjectId(id) }, { $set: { facts } })
    },

    /** Keeps what a model is asked about the page. Safe to run twice. */
    async saveQuestions(id: string, questions: ModelQuestions): Promise<void> {
      await pages.updateOne({ _id: new ObjectId(id) }, { $set: { questions } })
    },

    /** Keeps the structure that the description is rendered from. Safe to run twice. */
    async saveDescription(id: string, description: OfferDescription): Promise<void> {
      await pages.updateOne({ _id: new ObjectId(id) }, { $set: { description } })
    },
  }
}
