import type { PartLimits } from './parts.ts'
import { splitByTokens } from './split-by-tokens.ts'

/** A process of its own (parts.ts): the tokenizer's tables take 160 MB, which go with it. */
process.once('message', ({ text, limits }: { text: string; limits: PartLimits }) => {
  process.send?.(splitByTokens(text, limits), () => process.exit(0))
})
