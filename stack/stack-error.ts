import { ConfigError } from '../core/config.ts'

/** Something that a person can put right: the message is one sentence that says how, printed without a stack trace. */
export class StackError extends Error {
  override name = 'StackError'
}

const hints: Record<string, (path: string) => string> = {
  ENOSPC: (path) => `The disk is full${path}: free some space and run the same command again.`,
  EDQUOT: (path) => `Your disk quota is used up${path}: free some space and run the same command again.`,
  EACCES: (path) => `This user may not write${path}: change its permissions, or set DATA_DIR and CACHE_DIR to folders of your own.`,
  ENOTDIR: (path) => `A file is where a folder should be${path}: choose another folder with DATA_DIR (\`--data-dir\`) or CACHE_DIR.`,
  EROFS: (path) => `The disk is read-only${path}: set DATA_DIR and CACHE_DIR to folders that can be written.`,
}

/** The sentence for an error that a person can put right; undefined for one that is a mistake in the program. */
export function sentenceOf(error: unknown): string | undefined {
  if (error instanceof StackError || error instanceof ConfigError) return error.message
  const { code, path } = error as NodeJS.ErrnoException
  return code ? hints[code]?.(path ? ` (${path})` : '') : undefined
}

/** The same as an error: known system errors get their sentence, others stay as they are. */
export function explained(error: unknown): unknown {
  const sentence = sentenceOf(error)
  return sentence === undefined || error instanceof StackError ? error : new StackError(sentence, { cause: error })
}
