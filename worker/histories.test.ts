import type { WorkflowHandle } from '@temporalio/client'
import { ObjectId } from 'mongodb'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBrowserPool, createEgressProxy } from '../activities/crawling/index.ts'
import { type Activities, createActivities } from '../activities/index.ts'
import { readConfig } from '../core/config.ts'
import { createApplicationRepository } from '../core/db/application-repository.ts'
import { createCrawlHostRepository } from '../core/db/crawl-host-repository.ts'
import { createCvRepository } from '../core/db/cv-repository.ts'
import { createPageRepository } from '../core/db/page-repository.ts'
import { createPayloadRepository } from '../core/db/payload-repository.ts'
import { createUserErasure } from '../core/db/user-erasure.ts'
import { NewApplication } from '../core/domain/application.ts'
import { testBrowser } from '../tests/support/browser.ts'
import { historyText } from '../tests/support/history-text.ts'
import { html, type LocalSite, redirect, startLocalPages } from '../tests/support/local-site.ts'
import { testDatabase } from '../tests/support/mongo.ts'
import { runWorkflow } from '../tests/support/run-workflow.ts'
import { collectingDependencies } from './collecting-dependencies.ts'

const SECRETS = 'token=a-canary&mail=someone%40example.com'
const OFFER = `<h1>Boulanger (H/F)</h1><p>Nous recherchons un boulanger en CDI à Lyon. Vous serez responsable de la fabrication des pains. Vous avez un CAP
  et une première expérience de deux ans. Salaire : 2 100 € brut par mois. Envoyez votre CV à another@example.com.</p>`
const { db } = testDatabase()
const applications = createApplicationRepository(db)
const log = pino({ level: 'silent' })
let site: LocalSite
let activities: Activities
let close: () => Promise<unknown>

beforeAll(async () => {
  site = await startLocalPages({
    '/moved': redirect(`/offer?${SECRETS}`),
    '/offer': html(`<div id="root"></div><script>document.body.innerHTML = ${JSON.stringify(OFFER)}</script>`),
    '/reset': (response) => void response.destroy(),
  })
  const egress = await createEgressProxy({ allowHosts: [`127.0.0.1:${site.port}`], log })
  const userAgent = 'JobTracker/test'
  const browser = createBrowserPool({ executablePath: await testBrowser(), sandbox: undefined, proxyUrl: egress.url, userAgent, log })
  const workflows = { state: async () => 'unknown' as const, start: async () => {} }
  const erasures = { isErasing: async () => true, erase: async () => {} }
  const erasing = { erasure: createUserErasure(db), erasures, cvs: createCvRepository(db) }
  const describing = { pages: createPageRepository(db), applications, workflows, egress, browser, userAgent }
  const collectionWorkflows = { state: workflows.state, isHolding: async () => false, isAsking: async () => false, start: workflows.start }
  const collecting = await collectingDependencies(db, readConfig({ ENVIRONMENT: 'test' }), () => new Date(), log)
  const reconciling = { ...collecting, collectionWorkflows, hasSearchAttributes: () => false }
  const crawling = { hosts: createCrawlHostRepository(db), payloads: createPayloadRepository(db), delayMs: 0 }
  activities = createActivities({ ...describing, ...crawling, ...reconciling, ...erasing, now: () => new Date(), log })
  close = async () => {
    await browser.close()
    await Promise.all([egress.close(), site.close()])
  }
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
