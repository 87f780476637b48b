import type { Activities } from '../activities/index.ts'

/** What operators read beside an activity in the Web UI, where its workflow says nothing more precise. */
export const ACTIVITY_SUMMARIES: Readonly<Partial<Record<keyof Activities, string>>> = {
  renewDescription: 'Has the record ask for its description again',
  beginDescription: 'Reads from the record what is asked for',
  noteDescriptionStep: 'Shows the step in the record',
  finishDescription: 'Writes the end into the record',

  recordCollection: 'Records what an operator asks for',
  noteSource: 'Shows in the record that the source is at work',
  reopenSource: 'Has the source ask for what failed or was not asked for',
  nextSteps: 'Reads which pages are to be asked for next',
  finishStep: 'Writes why the page could not be had',
  finishSource: 'Sums the source’s pages up',
  finishCollection: 'Sums the collection’s sources up',

  holdSavedSearches: 'Has the next 100 searches wait for their turn',
  nextHeld: 'Reads which collections wait',
  releaseHeld: 'Starts the turn of a collection, if somebody still wants it',
  cancelHeld: 'Ends what has not begun',
}
