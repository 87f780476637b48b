import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { findBrowser } from './browser.ts'
import { cacheFolder } from './cache.ts'
import { packagedChromium } from './packaged-chromium.ts'
import { runProgram } from './run-program.ts'

const environment = { ...process.env, CACHE_DIR: cacheFolder(process.env), CHROMIUM_PATH: undefined }
const log = () => {}

test('a browser is found that was seen to start, and is not looked for again', async () => {
  const browser = await findBrowser({ environment, log })
  expect(browser?.what).toMatch(/^Chromium \d+\./)
  const lines: string[] = []
  expect(await findBrowser({ environment, log: (line) => void lines.push(line) })).toEqual(browser)
  expect(lines).toEqual([])
})

test('CHROMIUM_PATH comes first, and one that is no browser is named', async () => {
  const found = await findBrowser({ environment, log })
  const given = await findBrowser({ environment: { ...environment, CHROMIUM_PATH: found?.executablePath }, log })
  expect(given?.executablePath).toBe(found?.executablePath)
  await expect(findBrowser({ environment: { ...environment, CHROMIUM_PATH: '/bin/false' }, log })).rejects.toThrow(
    /^CHROMIUM_PATH is wrong: \/bin\/false does not start as a browser/,
  )
  await expect(findBrowser({ environment: { ...environment, CHROMIUM_PATH: '/bin/ls' }, log })).rejects.toThrow(/\(\/bin\/ls: \S+ option/)
  await expect(findBrowser({ environment: { ...environment, CHROMIUM_PATH: '/nowhere' }, log })).rejects.toThrow('there is no such file')
})

test.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'the packaged browser also runs with the libraries that came with it',
  async () => {
    const path = await packagedChromium({ environment, log })
    const wrapper = join(dirname(path ?? ''), 'chromium-with-libraries')
    const output = await runProgram(wrapper, ['--version'], { timeoutMs: 10_000, environment })
    expect(output.stdout).toMatch(/^Chromium \d+/)
  },
)
