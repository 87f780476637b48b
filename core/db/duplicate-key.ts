import { MongoServerError } from 'mongodb'

const DUPLICATE_KEY = 11_000

/** Whether a write failed because another record has that `_id`, or that value of a unique index. */
export const isDuplicateKey = (error: unknown): boolean => error instanceof MongoServerError && error.code === DUPLICATE_KEY
