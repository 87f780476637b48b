import { mkdirSync, statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { chromium, type Page } from 'playwright-core'
import { readEnvironment } from '../core/environment.ts'
import { findBrowser } from '../stack/browser.ts'
import { startOperatedStack } from './support/operated-stack.ts'

/** `npm run screenshots`: the pictures of docs/operations.md, of Temporal's Web UI over a real stack with a little in it. */
const FOLDER = 'docs/images'
const SIZE = { width: 1200, height: 760 }

const browser = await findBrowser({ environment: readEnvironment(), log: console.log })
if (browser === undefined) throw new Error('The pictures need a browser: set CHROMIUM_PATH.')
const stack = await startOperatedStack({ ui: true, environment: { CHROMIUM_PATH: browser.executablePath, LOG_LEVEL: 'warn' } })
const chrome = await chromium.launch({ executablePath: browser.executablePath, args: ['--no-sandbox', '--force-color-profile=srgb'] })
try {
  const application = await stack.apply('/offers/data-engineer')
  await stack.client.described(application)
  const collection = await stack.collect('data engineer Lyon')
  await (await stack.client.request('GET', `/job-offers/collections/${collection}`, undefined, { Accept: 'text/event-stream' })).text()
  await stack.temporal.workflow
    .execute('describeApplication', { workflowId: 'describe-something', taskQueue: 'job-tracker', args: [{}] })
    .catch(() => {})
  await stack.temporal.schedule.getHandle('collect-job-offers').pause('a board asked for a pause')

  mkdirSync(FOLDER, { recursive: true })
  const page = await (await chrome.newContext({ viewport: SIZE, locale: 'en-GB', timezoneId: 'Europe/Paris' })).newPage()
  const ui = `${stack.uiUrl}/namespaces/default`
  const run = `${ui}/workflows/describe-application-${application}`
  await take(page, 'workflows', `${ui}/workflows`, `describe-application-${application}`)
  await take(page, 'describe-application', run, 'Fetches the page without a browser')
  await take(page, 'reset', run, 'Fetches the page without a browser', async () => {
    await page.getByRole('button', { name: 'Reset', exact: true }).first().click()
    await page.getByText('Reset Workflow').first().waitFor()
  })
  await take(page, 'start-workflow', `${ui}/workflows/start-workflow?workflowId=describe-application-${application}&taskQueue=job-tracker&workflowType=describeApplication`, 'Start') // biome-ignore format: one line reads better
  await take(page, 'schedules', `${ui}/schedules`, 'collect-job-offers')
} finally {
  await chrome.close()
  await stack.stop()
}

/** Waits for the text that the page is about, and for it to rest. */
async function take(page: Page, name: string, url: string, text: string, before: () => Promise<void> = async () => {}): Promise<void> {
  await page.goto(url)
  await page.getByText(text).first().waitFor()
  await delay(1_000)
  await before()
  await delay(300)
  const path = `${FOLDER}/${name}.png`
  await page.screenshot({ path })
  console.log(`${path}: ${Math.round(statSync(path).size / 1024)} KiB`)
}
