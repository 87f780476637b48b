import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Below these there are known holes (facts of the security bar; advisories of the packages). */
const FLOORS = { hono: '4.13.5', '@hono/node-server': '1.19.15', mongodb: '7.0.0', 'file-type': '21.3.4' }
/** Not installed today: whoever adds it meets the floor. */
const UNUSED = ['file-type']

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, { version?: string }> }
const numbers = (version: string) => version.split('.').map(Number)

/** Whether a release is the floor or later; a release before it that has the same numbers (`-rc.1`) is not. */
function reaches(version: string, floor: string): boolean {
  const [release = '', candidate] = version.split('-')
  const [at, from] = [numbers(release), numbers(floor)]
  const differing = from.findIndex((number, i) => number !== at[i])
  return differing === -1 ? candidate === undefined : (at[differing] ?? 0) > (from[differing] ?? 0)
}

test.each(Object.entries(FLOORS))('23. Every %s that is installed is %s or later', (name, floor) => {
  const installed = Object.entries(packages).filter(([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`))
  expect(installed.length > 0).toBe(!UNUSED.includes(name))
  for (const [path, { version = '' }] of installed) expect([path, version, reaches(version, floor)]).toEqual([path, version, true])
})

test.each([
  ['4.13.5', true],
  ['4.13.10', true],
  ['5.0.0', true],
  ['4.13.4', false],
  ['4.9.99', false],
  ['4.13.5-rc.1', false],
])('23. %s reaches 4.13.5: %s', (version, expected) => {
  expect(reaches(version, '4.13.5')).toBe(expected)
})
