import { checkedAnswer } from './checked-answer.ts'
import type { DescribePage } from './described-page.ts'
import { mergeAnswers } from './merge-answers.ts'
import { readPageSource } from './page-source.ts'
import { splitText } from './parts.ts'
import { PROMPT, questionOf } from './question.ts'

/** The whole way from a page to its description, without a database or a workflow (described-page.ts). */
export const describePage: DescribePage = async ({ page, facts }, { model, limits }, signal) => {
  const source = readPageSource(page, facts)
  const { parts, leftOutTokens } = await splitText(source.text, limits)
  const answers = []
  for (const [at, { text }] of parts.entries()) {
    answers.push((await model.ask(await questionOf({ text, part: at + 1, parts: parts.length }), signal)).value)
  }
  const made = { model: model.name, prompt_version: PROMPT.version, left_out_tokens: leftOutTokens }
  return checkedAnswer(mergeAnswers(answers), { facts, source, made })
}
