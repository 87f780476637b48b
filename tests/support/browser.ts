import { findBrowser } from '../../stack/browser.ts'

/** The browser that `npm start` would use. Tests of what needs one fail where there is none. */
export async function testBrowser(): Promise<string> {
  const found = await findBrowser({ environment: process.env, log: () => {} })
  if (found === undefined) throw new Error('No browser was found: set CHROMIUM_PATH, or install the optional dependency @sparticuz/chromium.')
  return found.executablePath
}
