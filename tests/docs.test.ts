import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseEnv } from 'node:util'
import { expect, test } from 'vitest'

const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('docs/**/*.md')].map((path) => ({
  path,
  text: readFileSync(path, 'utf8'),
}))
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
const variables = Object.keys(parseEnv(readFileSync('.env.example', 'utf8').replaceAll(/^#(?=[A-Z])/gm, '')))
const readme = readFileSync('README.md', 'utf8')

const matches = (text: string, pattern: RegExp) => Array.from(text.matchAll(pattern), ([, found]) => found ?? '')
/** What headings become in a link: lower case, words joined by hyphens. */
const anchors = (text: string) =>
  matches(text, /^#+ (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )

test.each(documents)('the scripts that $path names exist', ({ text }) => {
  const named = [...matches(text, /\bnpm run ([a-z][\w:-]*)/g), ...matches(text, /\bnpm (start|test)\b/g)]
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named))
})

test.each(documents)('the links of $path lead somewhere', ({ path, text }) => {
  for (const link of matches(text, /\]\((?!https?:)([^)]+)\)/g)) {
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : join(dirname(path), file)
    expect(existsSync(target), `${path} links to ${link}`).toBe(true)
    if (anchor) expect(anchors(readFileSync(target, 'utf8'))).toContain(anchor)
  }
})

test.each(documents)('the paths that $path names exist', ({ text }) => {
  const named = matches(text, /`((?:api|activities|core|docker|docs|stack|tests|worker|workflows)\/[\w./-]*)`/g)
  for (const path of named) expect(existsSync(path), path).toBe(true)
})

test('the variables that README explains exist', () => {
  const table = readme.slice(readme.indexOf('## Configuration'), readme.indexOf('## When something'))
  const named = matches(table, /`([A-Z][A-Z0-9]*_[A-Z0-9_]+|ENVIRONMENT)(?:=\w+)?`/g)
  expect(named.length).toBeGreaterThan(15)
  expect(variables).toEqual(expect.arrayContaining(named))
})

test('README explains every script of package.json', () => {
  const explained = [...matches(readme, /`npm run ([a-z][\w:-]*)/g), ...matches(readme, /`npm (start|test)/g)]
  expect([...new Set(explained)].sort()).toEqual(Object.keys(scripts).sort())
})

test('README begins with what it is and the two commands', () => {
  const [first = ''] = matches(readme, /```bash\n([^`]+)```/g)
  expect(first.split('\n').map((line) => line.split('#')[0]?.trim())).toEqual(['npm start', 'npm test', ''])
})
