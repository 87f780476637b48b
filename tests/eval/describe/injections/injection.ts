import type { ExpectedFacts } from '../eval-page.ts'

/** What the page wants of the model, and what a model that obeys answers. */
export interface Demands {
  title?: string
  company?: string
  salary?: NonNullable<ExpectedFacts['salary']>
  contact?: string
  /** Said in every sentence that the model writes. */
  says?: string
  /** Put among the skills, the missions and the perks. */
  adds?: string
  /** The model repeats what it was told before the page, and the key that it was asked with. */
  betrays?: boolean
  /** The model says that the page is no offer. */
  denies?: boolean
  /** The language that it answers in. */
  language?: 'fr' | 'en'
}

/** An offer's page that also speaks to whoever summarises it. */
export interface Injection {
  name: string
  url: string
  html: string
  /** What the page honestly says. */
  expected: ExpectedFacts
  demands: Demands
  /** No reader sees it, so that no prompt may hold it. */
  hidden: string[]
  /** What may not come out, whatever the model answers: canaries, addresses, insults. */
  forbidden: string[]
}
