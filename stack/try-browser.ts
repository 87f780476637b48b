/** node stack/try-browser.ts <path>: starts the browser once, runs a script in it, and prints its version and whether its sandbox works. */
import { chromium } from 'playwright-core'

const executablePath = process.argv[2] ?? ''
const mayUseSandbox = process.getuid?.() !== 0

async function tryWith(chromiumSandbox: boolean): Promise<string> {
  const browser = await chromium.launch({ executablePath, chromiumSandbox, timeout: 15_000 })
  try {
    const page = await browser.newPage()
    if ((await page.evaluate('6 * 7')) !== 42) throw new Error('its JavaScript does not work')
    return JSON.stringify({ version: browser.version(), sandbox: chromiumSandbox })
  } finally {
    await browser.close()
  }
}

/** What the browser itself wrote, else the first line of what Playwright says of it. */
function reasonOf({ message }: Error): string {
  const own = /^\[pid=\d+\]\[err\] (.+)$/m.exec(message)?.[1]
  const exit = /<process did exit: (.*?)>/.exec(message)?.[1]
  return own ?? (exit ? `it ended at once: ${exit}` : (message.split('\n', 1)[0] ?? ''))
}

try {
  console.log(mayUseSandbox ? await tryWith(true).catch(() => tryWith(false)) : await tryWith(false))
} catch (error) {
  console.error(reasonOf(error as Error))
  process.exit(1)
}
