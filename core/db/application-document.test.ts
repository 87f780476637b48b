import { ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { NewApplication } from '../domain/application.ts'
import { type ApplicationDocument, applicationChanges, newApplicationDocument } from './application-document.ts'

const STATUSES = ['Entretien', 'Candidature envoyée'] as const

/** An application whose status was changed so many times, each a second after the last. */
function changed(times: number): ApplicationDocument {
  const application = NewApplication.parse({ company: 'Acme', position: 'Data engineer' })
  let stored: ApplicationDocument = newApplicationDocument(new ObjectId(), new ObjectId().toHexString(), application, new Date(0))
  for (let n = 1; n <= times; n++) stored = { ...stored, ...applicationChanges(stored, { status: STATUSES[(n - 1) % 2] }, new Date(n * 1_000)).set }
  return stored
}

test.each([
  [499, 1],
  [500, 2],
  [800, 302],
])('after %i changes of status the timeline has the first entry and 499 more, from the change %i on', (times, from) => {
  const { timeline } = changed(times)
  expect(timeline.map(({ at }) => at.getTime() / 1_000)).toEqual([0, ...Array.from({ length: 499 }, (_, n) => from + n)])
  expect(timeline.at(-1)?.status).toBe(STATUSES[(times - 1) % 2])
})
