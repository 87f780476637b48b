import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const production = { ENVIRONMENT: 'production', SECRET_KEY: 'k'.repeat(48) }

test('development needs no variable at all', () => {
  expect(readConfig({})).toMatchObject({
    environment: 'development',
    mongodb: { uri: 'mongodb://127.0.0.1:27017', database: 'job_tracker' },
    api: { port: 8000 },
  })
})

test.each([
  ['API_PORT', 'eighty'],
  ['ENVIRONMENT', 'prod'],
  ['ALGORITHM', 'none'],
  ['MONGODB_URI', 'localhost:27017'],
  ['CRAWL_ALLOW_HOSTS', 'localhost'],
  ['SECRET_KEY', 'short'],
  ['DEFAULT_LANGUAGE', 'de'],
  ['CORS_ORIGINS', '*'],
  ['CORS_ORIGINS', 'https://jobs.example.com/'],
  ['SCHEDULE_TIMEZONE', 'Mars/X'],
  ['BCRYPT_COST', '4'],
])('a wrong %s is named', (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^${name} is`))
})

test.each([
  ['API_PORT', 'eighty', 'API_PORT is wrong: it should be a number.'],
  ['API_PORT', '0', 'API_PORT is wrong: it should be at least 1.'],
  ['BCRYPT_COST', '99', 'BCRYPT_COST is wrong: it should be at most 16.'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL is wrong: it should be one of fatal, error, warn, info, debug, trace, silent.'],
  ['TEMPORAL_ADDRESS', 'localhost', 'TEMPORAL_ADDRESS is wrong: it should be host:port, like 127.0.0.1:7233.'],
])('%s=%s is told in one sentence what it should be', (name, value, sentence) => {
  expect(() => readConfig({ [name]: value })).toThrow(sentence)
})

test('an empty variable counts as absent', () => {
  expect(readConfig({ API_PORT: '', SECRET_KEY: ' ' }).api.port).toBe(8000)
})

test('production takes no sample secret', () => {
  expect(() => readConfig({ ...production, SECRET_KEY: 'change-me-change-me-change-me-change-me' })).toThrow(/SECRET_KEY/)
  expect(readConfig(production).production).toBe(true)
})

test('local targets are opened in development, never in production', () => {
  expect(readConfig({ DEMO_PORT: '8011' }).crawl.allowHosts).toEqual(['127.0.0.1:8011'])
  expect(readConfig(production).crawl.allowHosts).toEqual([])
  expect(() => readConfig({ ...production, CRAWL_ALLOW_HOSTS: '127.0.0.1:8010' })).toThrow(/CRAWL_ALLOW_HOSTS/)
})

test('the former backend’s names make a URI, percent-encoded', () => {
  expect(readConfig({ MONGO_USER: 'job', MONGO_PASSWORD: 'p@ss/word', MONGO_HOST: 'mongodb:27017' }).mongodb.uri).toBe(
    'mongodb://job:p%40ss%2Fword@mongodb:27017/?authSource=admin',
  )
})

test('a secret of 32 bytes is the shortest, counted in bytes', () => {
  expect(() => readConfig({ SECRET_KEY: 'k'.repeat(31) })).toThrow(/SECRET_KEY is too short/)
  expect(readConfig({ SECRET_KEY: 'k'.repeat(32) }).auth.secretKey).toHaveLength(32)
  expect(readConfig({ SECRET_KEY: 'é'.repeat(16) }).auth.secretKey).toHaveLength(16)
})

test('production lets no origin in that nobody named', () => {
  expect(readConfig(production).api.corsOrigins).toEqual([])
  expect(readConfig({ ...production, CORS_ORIGINS: 'https://app.example.com, https://b.example.com' }).api.corsOrigins).toEqual([
    'https://app.example.com',
    'https://b.example.com',
  ])
  expect(readConfig({}).api.corsOrigins).toEqual(['http://localhost:3000'])
})
