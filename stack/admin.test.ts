import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { testDatabase } from '../tests/support/mongo.ts'
import { askHolder, tryLock } from './lock.ts'
import { ownPlace } from './testing/running-up.ts'

const { db, uri, name } = testDatabase()

async function admin(environment: Record<string, string | undefined>, args: string[], input = '') {
  const child = spawn(process.execPath, ['stack/bootstrap.mjs', 'stack/admin.ts', ...args], { env: environment })
  child.stdin.end(input)
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: code as number, out, err }
}

test('a user is made with a password from a pipe, on the database that MONGODB_URI names', async () => {
  const environment = { ...process.env, MONGODB_URI: uri, DATABASE_NAME: name, BCRYPT_COST: '10' }
  const made = await admin(environment, ['create', 'chief@example.com'], 'quatre chevaux agrafe juste\n')
  expect(made).toEqual({ code: 0, out: expect.stringContaining('chief (chief@example.com) is made, an admin'), err: '' })
  expect(await db.collection('users').findOne()).toMatchObject({ email: 'chief@example.com', role: 'admin' })

  const again = await admin(environment, ['create', 'chief@example.com'], 'quatre chevaux agrafe juste\n')
  expect(again).toEqual({ code: 1, out: '', err: expect.stringContaining('chief@example.com is taken') })
  const common = await admin(environment, ['set-password', 'chief@example.com'], 'Password1\n')
  expect(common).toMatchObject({ code: 1, err: expect.stringContaining('too common') })
})

test('a command line that is wrong ends with 2', async () => {
  const { code, out, err } = await admin({ ...process.env }, ['set-password', 'a@example.com', 'quatre chevaux'])
  expect([code, out, err]).toEqual([2, '', expect.stringContaining('Say whose account it is')])
})

test('where nothing runs, the data folder’s MongoDB is started for the command, and what it wrote is kept', async () => {
  const { dataDir, environment, remove } = await ownPlace()
  try {
    const made = await admin(environment, ['create', 'chief@example.com', '--generate'])
    expect([made.code, made.out, made.err]).toEqual([
      0,
      expect.stringMatching(/is made, an admin.*\nPassword: \S{24}\n$/s),
      expect.stringContaining('is started for this command'),
    ])
    expect(await askHolder(dataDir)).toBeUndefined()
    expect(await admin(environment, ['demote', 'chief@example.com'])).toMatchObject({ code: 0, out: expect.stringContaining('is no admin any more') })
  } finally {
    await remove()
  }
})

test('where the stack runs its MongoDB is used, and one that has none yet is told', async () => {
  const { dataDir, environment, remove } = await ownPlace()
  const holding = async (status: object) => {
    const lock = await tryLock(dataDir, () => status)
    return await admin({ ...environment, DATABASE_NAME: name }, ['create', 'second@example.com', '--generate']).finally(() => lock?.release())
  }
  try {
    const mongodbPort = Number(new URL(uri).port)
    const parts = (pid: number) => [{ name: 'MongoDB', what: 'secantusdb', pid }]
    expect(await holding({ pid: 7, parts: [] })).toMatchObject({ code: 1, err: expect.stringContaining('Process 7 is using') })
    expect(await holding({ pid: 7, mongodbPort, parts: parts(0) })).toMatchObject({ code: 1, err: expect.stringContaining('--mongodb-uri') })
    expect(await holding({ pid: 7, mongodbPort, parts: parts(8) })).toMatchObject({ code: 0 })
    expect(await db.collection('users').countDocuments({ email: 'second@example.com' })).toBe(1)
  } finally {
    await remove()
  }
})
