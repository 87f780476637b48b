import type { Language } from '../../core/domain/offer-facts.ts'
import { say, type Text } from './messages.ts'

type Params = Readonly<Record<string, string | number>>

/** What people read of failures that are kept as codes and parameters. */
export interface FailureTexts<Code extends string> {
  codes: Readonly<Record<Code, Text>>
  /** More exact sentences, where the failure's `reason` tells more. */
  reasons: Readonly<Record<string, Text>>
  /** Of a site that said how long it wants to be left alone: `{minutes} min`. */
  wait: Text
}

/** A failure's sentence in the reader's language. */
export function failureDetail<Code extends string>(
  { codes, reasons, wait }: FailureTexts<Code>,
  { code, params }: { code: Code; params: Params },
  language: Language,
): string {
  const { retry_after_s: waitS, reason } = params
  if (waitS) return say(wait, language, { ...params, minutes: Math.ceil(Number(waitS) / 60) })
  const exact = reason !== undefined && Object.hasOwn(reasons, reason) ? reasons[reason] : undefined
  return say(exact ?? codes[code], language, params)
}

/** A parameter in brackets, where it is known: ` (403)`. */
export const inBrackets = (value: string | number | undefined): string => (value === undefined || value === '' ? '' : ` (${value})`)
