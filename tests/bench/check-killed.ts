import type { Client } from '@temporalio/client'
import type { ObjectId } from 'mongodb'
import type { ApplicationDocument } from '../../core/db/application-document.ts'
import { describeApplicationId, WORKFLOWS } from '../../core/temporal/names.ts'
import type { DescribedApplication } from '../../workflows/describe-once.ts'
import type { Place } from './collect-stack.ts'
import type { WrittenApplication } from './killing-load.ts'

type Kept = ApplicationDocument & { _id: ObjectId }
type Run = { status: string; runId: string }

/** What is wrong with what is kept, one line each. */
export interface KilledFaults {
  /** Writes that are not there, although they were acknowledged or sent until they had to be. */
  lost: string[]
  /** Writes that are there twice, or that nobody sent. */
  doubled: string[]
  /** Descriptions that have not come, or came twice. */
  descriptions: string[]
}

/** Compares what was acknowledged with what is kept, once every description has its end. */
export async function checkKilled(client: Client, { db, taskQueue }: Place, written: readonly WrittenApplication[]): Promise<KilledFaults> {
  const kept = (await db.collection('applications').find({}).toArray()) as unknown as Kept[]
  const byCompany = Map.groupBy(kept, ({ company }) => company)
  const runs = await describingRuns(client, taskQueue)
  const faults: KilledFaults = { lost: [], doubled: [], descriptions: [] }
  const known = new Set(written.map(({ body }) => body.company))
  faults.doubled.push(...kept.filter(({ company }) => !known.has(company)).map(({ company }) => `${company} was never sent`))
  for (const application of written) {
    const { key, ids, body } = application
    const there = byCompany.get(body.company) ?? []
    const [id = 'nobody'] = ids
    const record = there.find(({ _id }) => String(_id) === id)
    if (ids.size > 1) faults.doubled.push(`${key} was answered ${[...ids].join(' and ')}`)
    if (there.length > 1) faults.doubled.push(`${key} is there ${there.length} times`)
    if (!record) {
      faults.lost.push(`${key}: ${id} is not there`)
      continue
    }
    const changes = changeFaults(application, record)
    faults.lost.push(...changes.lost)
    faults.doubled.push(...changes.doubled)
    faults.descriptions.push(...(await descriptionFaults(client, application, record, runs.get(describeApplicationId(id)) ?? [])))
  }
  return faults
}

function changeFaults({ key, note, places }: WrittenApplication, { notes, location }: Kept): Omit<KilledFaults, 'descriptions'> {
  const times = notes.filter((text) => text === note.text).length
  const last = places.findLast(({ isAcknowledged }) => isAcknowledged)
  // One without an acknowledgement may be there, or not.
  const allowed = [last?.place ?? null, ...places.filter(({ isAcknowledged }) => !isAcknowledged).map(({ place }) => place)]
  return {
    lost: [
      ...(times === 0 ? [`${note.key} is not there`] : []),
      ...(allowed.includes(location) ? [] : [`${key}: its place is ${location}, not ${allowed.join(' or ')}`]),
    ],
    doubled: notes.length > 1 ? [`${note.key} is there with others: ${notes.join(', ')}`] : [],
  }
}

/**
 * A description was written once when the record's version tells of nothing else: 1 when it was created, and 1 more for its description's
 * beginning, its end, the note and each change that arrived. A beginning may be written again: Temporal tells of further attempts.
 */
async function descriptionFaults(client: Client, { key, placesSent }: WrittenApplication, record: Kept, runs: Run[]): Promise<string[]> {
  const { description_status, description_source, description_request, description, version, notes } = record
  if (description_status !== 'done' || description_source !== 'extracted' || !description)
    return [`${key}: its description is ${description_status} ${JSON.stringify(record.description_error)}`]
  if (description_request !== 1) return [`${key}: its description was asked for ${description_request} times`]
  const broken = runs.filter(({ status }) => status !== 'COMPLETED')
  if (runs.length === 0 || broken.length > 0) return [`${key}: its runs are ${runs.map(({ status }) => status).join(', ') || 'none'}`]

  const workflows = runs.map(({ runId }) => client.workflow.getHandle(describeApplicationId(String(record._id)), runId))
  if (runs.length > 1) {
    const results = await Promise.all(workflows.map(async (run) => ((await run.result()) as DescribedApplication).status))
    if (results.filter((status) => status === 'done').length > 1) return [`${key}: ${results.join(', ')} by ${runs.length} runs`]
  }
  const surplus = version - (3 + notes.length + placesSent)
  if (surplus <= 0) return []
  const begun = (await Promise.all(workflows.map((run) => run.fetchHistory().then(beginnings)))).reduce((sum, times) => sum + times, 0)
  return surplus < begun ? [] : [`${key}: it changed ${surplus} times more than it was written, and was begun ${begun} times`]
}

interface History {
  events?:
    | {
        eventId?: unknown
        activityTaskScheduledEventAttributes?: { activityType?: { name?: string | null } | null } | null
        activityTaskStartedEventAttributes?: { scheduledEventId?: unknown; attempt?: number | null } | null
      }[]
    | null
}

/** How many times a run told a record that its description begins. */
function beginnings({ events }: History): number {
  const all = events ?? []
  const scheduled = all.filter((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'beginDescription')
  const ids = new Set(scheduled.map(({ eventId }) => String(eventId)))
  const started = all.flatMap(({ activityTaskStartedEventAttributes: of }) => (of && ids.has(String(of.scheduledEventId)) ? [of.attempt ?? 1] : []))
  return started.reduce((sum, attempt) => sum + attempt, 0)
}

/** All runs that described, by the workflow's id. */
async function describingRuns({ workflow }: Client, taskQueue: string): Promise<Map<string, Run[]>> {
  const runs = new Map<string, Run[]>()
  const query = `WorkflowType = '${WORKFLOWS.describeApplication}' AND TaskQueue = '${taskQueue}'`
  for await (const { workflowId, runId, status } of workflow.list({ query }))
    runs.set(workflowId, [...(runs.get(workflowId) ?? []), { runId, status: status.name }])
  return runs
}
