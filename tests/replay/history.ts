import { hostname } from 'node:os'
import proto, { type temporal } from '@temporalio/proto'

type History = temporal.api.history.v1.IHistory
const { History } = proto.temporal.api.history.v1

/** A history as a text to keep, one event a line. The recording machine's name and folders are nobody's business. */
export function written(history: History): string {
  const { events } = History.toObject(History.fromObject(history), { bytes: String, longs: String, enums: String })
  const anonymous = (name: string, value: unknown) => (name === 'stackTrace' ? '' : value)
  return events
    .map((event: unknown) => `${JSON.stringify(event, anonymous)}\n`)
    .join('')
    .replaceAll(new RegExp(`\\d+@${hostname()}`, 'g'), 'recorder')
}

/** The history that `written` wrote, as `Worker.runReplayHistory` takes it. */
export const read = (text: string): History =>
  History.fromObject({
    events: text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  })
