import { globSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { expect, test } from 'vitest'
import { CONFIG_VARIABLES, readConfig } from '../core/config.ts'
import { composeVariables } from './support/compose.ts'

const example = readFileSync('.env.example', 'utf8')
const listed: Record<string, string | undefined> = parseEnv(example.replaceAll(/^#(?=[A-Z])/gm, ''))

/** The names of the backend before this one: they go on working, and those of later features do no harm. */
const FORMER = {
  SECRET_KEY: '0123456789abcdef0123456789abcdef',
  ALGORITHM: 'HS256',
  ACCESS_TOKEN_EXPIRE_MINUTES: '30',
  REFRESH_TOKEN_EXPIRE_DAYS: '7',
  DATABASE_NAME: 'job_tracker',
  MONGO_USER: 'somebody',
  MONGO_PASSWORD: 'p@ss/word',
  MONGO_HOST: 'mongodb:27017',
  OPENAI_API_KEY: 'sk-something',
  TAVILY_API_KEY: 'tvly-something',
  MONGO_EXPRESS_USER: 'somebody',
  MONGO_EXPRESS_PASSWORD: 'else',
  ENVIRONMENT: 'production',
}
const SYSTEM = ['HOME', 'PATH', 'XDG_CACHE_HOME', 'VITEST', 'NODE_ENV', 'CI']

function stackVariables(): string[] {
  const sources = globSync('stack/*.{ts,mjs}').filter((file) => !file.endsWith('.test.ts'))
  return sources
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\b(?:environment|env)(?:\.|, ')([A-Z][A-Z0-9_]+)\b/g)])
    .map(([, name]) => name as string)
    .filter((name) => !SYSTEM.includes(name))
}

test('every variable that is read is listed, and none besides', () => {
  const read = new Set([...CONFIG_VARIABLES, ...stackVariables(), ...composeVariables()])
  expect(Object.keys(listed).sort()).toEqual([...read].sort())
})

test('the values it shows are the defaults', () => {
  expect(readConfig(listed)).toEqual(readConfig({}))
})

test('copied as it is, it changes nothing', () => {
  expect(parseEnv(example)).toEqual({})
})

test('each variable is explained by the comment above it or above its group', () => {
  expect(example).not.toMatch(/\n\n#[A-Z][A-Z0-9_]+=/)
})

test("the former backend's names are accepted", () => {
  const config = readConfig(FORMER)
  expect(config.mongodb.uri).toBe('mongodb://somebody:p%40ss%2Fword@mongodb:27017/?authSource=admin')
  expect(config.production).toBe(true)
})
