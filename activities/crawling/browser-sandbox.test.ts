import { expect, test } from 'vitest'
import { ConfigError } from '../../core/config.ts'
import { checkSandbox } from './browser-sandbox.ts'

type Given = Parameters<typeof checkSandbox>[0]
const check = (given: Partial<Given>) =>
  checkSandbox({
    executablePath: '/chromium',
    asked: undefined,
    production: false,
    isRoot: false,
    proxyUrl: 'http://p',
    starts: async () => true,
    ...given,
  })

test('production runs with the sandbox, or says what to change', async () => {
  expect(await check({ production: true })).toEqual({ sandbox: 'on', warning: undefined })
  await expect(check({ production: true, starts: async () => false })).rejects.toThrow(ConfigError)
  await expect(check({ production: true, isRoot: true })).rejects.toThrow('CHROMIUM_SANDBOX=off')
})

test('switched off on purpose it is off, with a warning', async () => {
  const { sandbox, warning } = await check({ production: true, isRoot: true, asked: 'off' })
  expect([sandbox, typeof warning]).toEqual(['off', 'string'])
})

test('development goes without as root and warns; else it tries', async () => {
  expect(await check({ isRoot: true })).toMatchObject({ sandbox: 'off', warning: expect.stringContaining('root') })
  expect(await check({})).toEqual({ sandbox: undefined, warning: undefined })
  await expect(check({ isRoot: true, asked: 'on' })).rejects.toThrow(ConfigError)
})

test('where there is no browser there is nothing to refuse', async () => {
  expect((await check({ executablePath: undefined, production: true, isRoot: true })).warning).toContain('no browser')
})
