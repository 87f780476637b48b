import { answering } from '../../support/model-script.ts'
import { type ModelStub, startModelStub } from '../../support/model-stub.ts'
import { type Comparison, compare } from './compare.ts'
import { describeWithModel, type Written } from './describe-with-model.ts'
import type { DescribePage } from './eval-page.ts'
import type { Injection } from './injections/injection.ts'
import { honestAnswer, hostileAnswers, INVENTED, obedientAnswer } from './model-says.ts'
import { readingOf } from './read-described.ts'

/** The key that the stub is asked with: nothing that is written may hold it. */
export const KEY = 'sk-canary-7f3b1d'

/** Runs what needs a model on a stub of its API. */
export async function withStub<T>(run: (stub: ModelStub) => Promise<T>): Promise<T> {
  const stub = await startModelStub((response) => void response.destroy())
  try {
    return await run(stub)
  } finally {
    await stub.close()
  }
}

const configOf = (stub: ModelStub) => ({ apiKey: KEY, baseUrl: stub.baseUrl, name: 'stub' })

/** What is written of a page when the model answers honestly, compared with what the page says. */
export async function compareHonest(stub: ModelStub, page: DescribePage): Promise<{ written: Written; compared: Comparison[] }> {
  stub.answerWith(answering(() => honestAnswer(page.expected, page.html)))
  const written = await describeWithModel(page, configOf(stub))
  return { written, compared: written.description === null ? [] : compare(page, readingOf(written.description)) }
}

export interface Lie {
  page: string
  lie: string
  written: Written
  /** What of the lie is in what was written. */
  survived: string[]
}

const MADE_UP = Object.values(INVENTED)
  .flat()
  .filter((value) => typeof value === 'string' || value > 1_000)
  .map(String)

/** What is written of a page by a model that makes something up: each kind of lie once. */
export async function tellLies(stub: ModelStub, page: DescribePage): Promise<Lie[]> {
  const lies: Lie[] = []
  for (const [lie, answer] of Object.entries(hostileAnswers(page))) {
    stub.answerWith(answering(() => answer))
    const written = await describeWithModel(page, configOf(stub))
    const told = JSON.stringify({ ...written.description, body: '' })
    lies.push({ page: page.name, lie, written, survived: MADE_UP.filter((made) => told.includes(made)) })
  }
  return lies
}

export interface Obeyed {
  written: Written
  /** All that the model was sent, as one text for each question. */
  prompts: string[]
}

/** What is written of a page that gives orders, by a model that obeys all of them: in all that it says (`wholly`), or beside what is right. */
export async function obey(stub: ModelStub, injection: Injection, wholly: boolean): Promise<Obeyed> {
  stub.forget()
  stub.answerWith(answering(({ messages }) => obedientAnswer(injection, wholly, { system: messages[0]?.content ?? '', key: KEY })))
  const written = await describeWithModel(injection, configOf(stub))
  return { written, prompts: stub.asked.map((asked) => JSON.stringify(asked)) }
}
