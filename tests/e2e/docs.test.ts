import { mkdir } from 'node:fs/promises'
import { chromium } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newRestClient } from '../support/rest-client.ts'
import { startTestStack, type TestStack } from '../support/test-stack.ts'

let running: TestStack

beforeAll(async () => {
  running = await startTestStack()
})

afterAll(() => running?.stop())

test('the docs page works with the network closed: no failed request, the operations listed, Authorize logs in', async () => {
  const executablePath = running.stack.browser?.executablePath
  expect(executablePath, 'a browser is needed for this test').toBeDefined()
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: [...args, '--headless', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 1400 } })
    const failed: string[] = []
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    page.on('requestfailed', (request) => failed.push(`${request.url()} ${request.failure()?.errorText}`))
    page.on('response', (response) => response.status() >= 400 && failed.push(`${response.url()} ${response.status()}`))
    page.on('console', (message) => message.type() === 'error' && failed.push(message.text()))
    page.on('pageerror', (error) => failed.push(error.message))

    await page.goto(`${running.api}/docs`)
    await page.locator('.opblock').first().waitFor()
    const operations = await page.locator('.opblock-summary-path').allInnerTexts()
    const document = (await (await fetch(`${running.api}/openapi.json`)).json()) as { paths: Record<string, object> }
    const expected = Object.entries(document.paths).reduce((count, [, methods]) => count + Object.keys(methods).length, 0)
    expect(operations).toHaveLength(expected)
    expect(operations.map((path) => path.replaceAll('\u200b', ''))).toEqual(expect.arrayContaining(['/applications', '/auth/token', '/health/ready']))
    expect(failed).toEqual([])
    expect(asked.filter((url) => !url.startsWith(running.api) && !url.startsWith('data:'))).toEqual([])

    await mkdir('coverage', { recursive: true })
    await page.screenshot({ path: 'coverage/docs.png' })
    await newRestClient(running.api, { username: 'reader', password: 'a long test password' })
    await page.locator('button.authorize').first().click()
    await page.locator('#oauth_username').fill('reader')
    await page.locator('#oauth_password').fill('a long test password')
    await page.locator('.auth-btn-wrapper button.authorize').last().click()
    await page.locator('.auth-container').getByText('Authorized', { exact: true }).waitFor()
    expect(failed).toEqual([])
  } finally {
    await browser.close()
  }
})
