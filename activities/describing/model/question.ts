import { createHash } from 'node:crypto'
import { ChatPromptTemplate } from '@langchain/core/prompts'
import { DescribedOffer } from '../../../core/domain/described-offer.ts'
import type { ModelQuestion } from '../../model/chat-model.ts'
import { DESCRIBE_OFFER_1 } from './prompts/describe-offer-1.ts'

/** The one that asks today. */
export const PROMPT = DESCRIBE_OFFER_1

/** Of an answer, what the model thinks included: ten times what the longest offer of our pages needs. */
export const MAX_ANSWER_TOKENS = 8_000
const TIMEOUT_MS = 90_000

const template = ChatPromptTemplate.fromMessages([
  ['system', PROMPT.system],
  ['human', PROMPT.human],
])

export interface PartOfPage {
  text: string
  /** From 1. */
  part: number
  parts: number
}

/** The question about a part of a page: its text is data between tags of ours, which it cannot close. No tools, no secrets, nothing of the user's. */
export async function questionOf({ text, part, parts }: PartOfPage): Promise<ModelQuestion<typeof DescribedOffer>> {
  const messages = await template.formatMessages({ text: withoutTags(text), part, parts })
  return {
    messages: messages.map((message) => ({ role: message.type === 'system' ? 'system' : 'user', content: message.text })),
    schema: DescribedOffer,
    schemaName: 'offer',
    maxTokens: MAX_ANSWER_TOKENS,
    timeoutMs: TIMEOUT_MS,
  }
}

/** What a call may cost at most, in tokens: of all but the part no token is less than a byte, and the schema goes out with each. */
export function mostTokens({ messages }: ModelQuestion<typeof DescribedOffer>, partTokens: number): number {
  const [system] = messages
  return Buffer.byteLength(system?.content ?? '') + SCHEMA_TOKENS + partTokens + MAX_ANSWER_TOKENS
}

const SCHEMA_TOKENS = 1_000

/** What an answer is kept under: the same text, asked the same way of the same model, is asked once for all users. */
export function answerKey(model: string, language: string, { text, part, parts }: PartOfPage): string {
  return createHash('sha256')
    .update(JSON.stringify([PROMPT.version, model, language, part, parts, text]))
    .digest('hex')
}

const withoutTags = (text: string) => text.replaceAll('<', '‹').replaceAll('>', '›')
