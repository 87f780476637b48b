import type { WorkflowHandle } from '@temporalio/client'
import { ObjectId } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Activities } from '../activities/index.ts'
import { createApplicationRepository } from '../core/db/application-repository.ts'
import { NewApplication } from '../core/domain/application.ts'
import { testBrowser } from '../tests/support/browser.ts'
import { collectingActivities } from '../tests/support/collecting-activities.ts'
import { historyText } from '../tests/support/history-text.ts'
import { html, type LocalSite, redirect, startLocalPages } from '../tests/support/local-site.ts'
import { testDatabase } from '../tests/support/mongo.ts'
import { runWorkflow } from '../tests/support/run-workflow.ts'

const SECRETS = 'token=a-canary&mail=someone%40example.com'
const OFFER = `<h1>Boulanger (H/F)</h1><p>Nous recherchons un boulanger en CDI à Lyon. Vous serez responsable de la fabrication des pains. Vous avez un CAP
  et une première expérience de deux ans. Salaire : 2 100 € brut par mois. Envoyez votre CV à another@example.com.</p>`
const { db } = testDatabase()
const applications = createApplicationRepository(db)
let site: LocalSite
let activities: Activities
let close: () => Promise<unknown>

beforeAll(async () => {
  site = await startLocalPages({
    '/moved': redirect(`/offer?${SECRETS}`),
    '/offer': html(`<div id="root"></div><script>document.body.innerHTML = ${JSON.stringify(OFFER)}</script>`),
    '/reset': (response) => void response.destroy(),
  })
  const made = await collectingActivities({ db, allowHosts: [`127.0.0.1:${site.port}`], browserPath: await testBrowser() })
  activities = made.activities
  close = () => made.close().finally(() => site.close())
})
afterAll(() => close())

test.each([
  ['/moved', 'done'],
  ['/reset', 'failed'],
])('the history of a description of %s (%s) holds its host, no secret of its address and no text of its page', async (path, status) => {
  const id = new ObjectId().toHexString()
  const url = `${site.url}${path}?${SECRETS}`
  const application = NewApplication.parse({ company: 'Acme', position: 'Boulanger', url })
  await applications.create(new ObjectId().toHexString(), id, application, new Date())
  let workflow: WorkflowHandle | undefined
  const meanwhile = async (handle: WorkflowHandle) => {
    workflow = handle
  }
  const described = await runWorkflow('describeApplication', { application_id: id }, activities, { on: 'dev', requestId: 'first', meanwhile })
  expect(described.status).toBe(status)
  if (status === 'done') expect(site.hits).toContain(`GET /offer?${SECRETS}`)

  const text = await historyText(workflow as WorkflowHandle)
  const has = (part: string) => text.includes(part)
  const expected = [id, new URL(site.url).host, status === 'done' ? 'renderPage' : 'fetch_refused']
  expect(expected.filter(has)).toEqual(expected)
  expect(['a-canary', 'someone', 'another@', 'boulanger en CDI', path].filter(has)).toEqual([])
})
