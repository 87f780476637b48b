import { ObjectId } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPasswords } from '../api/auth/index.ts'
import { ensureIndexes } from '../core/db/indexes.ts'
import { createSessionRepository } from '../core/db/session-repository.ts'
import { newUserDocument, type StoredUser } from '../core/db/user-document.ts'
import { createUserRepository } from '../core/db/user-repository.ts'
import { testDatabase } from '../tests/support/mongo.ts'
import { type AdminCommand, type AdminRequest, generatedPassword, runAdminCommand } from './admin-commands.ts'

const PASSWORD = 'quatre chevaux agrafe juste'
const { db } = testDatabase()
const users = createUserRepository(db)
const sessions = createSessionRepository(db)
const passwords = createPasswords({ cost: 4 })
const now = () => new Date()
beforeAll(() => ensureIndexes(db))
afterAll(() => passwords.close())

const run = (command: AdminCommand, email: string, more: Partial<AdminRequest> = {}) =>
  runAdminCommand({ command, email, username: undefined, password: async () => PASSWORD, ...more }, { users, sessions, passwords, now })
const stored = (email: string) => db.collection<StoredUser>('users').findOne({ email })

async function registered(username: string): Promise<string> {
  const fields = { username, email: `${username}@example.com`, full_name: null }
  return (await users.create(fields, await passwords.hash('the former password'), now())).user.id
}

async function session(userId: string): Promise<string> {
  const id = new ObjectId().toHexString()
  await sessions.create({ id, userId, currentHash: '', expiresAt: new Date(Date.now() + 60_000), userAgent: null }, now())
  return id
}
const ended = async (id: string) => (await sessions.find(id))?.revokedAt !== null

test('the first admin is made, named by the e-mail', async () => {
  expect(await run('create', 'Chief@Example.com')).toBe('Chief (Chief@Example.com) is made, an admin: log in with that e-mail or username.')
  const user = await stored('Chief@Example.com')
  expect(user).toMatchObject({ username: 'Chief', role: 'admin', disabled: false })
  expect(await passwords.verify(PASSWORD, user?.hashed_password)).toBe(true)
})

test('a name that is taken gets a number, a wanted one is refused, and so is a taken e-mail', async () => {
  await registered('dana')
  expect(await run('create', 'dana@other.example')).toContain('dana2 (dana@other.example)')
  expect(await run('create', 'dana@third.example')).toContain('dana3')
  expect(await run('create', 'd@example.com', { username: 'Dana Chief' })).toContain('Dana Chief (d@example.com)')
  await expect(run('create', 'e@example.com', { username: 'DANA' })).rejects.toThrow('The username DANA is taken: choose another with --username.')
  await expect(run('create', 'DANA@example.com')).rejects.toThrow('DANA@example.com is taken: promote that user instead')
})

test('what cannot be a name or a password is refused, and says why', async () => {
  await expect(run('create', 'nobody')).rejects.toThrow('The e-mail is wrong: an e-mail address like')
  await expect(run('create', 'f@example.com', { username: 'f@x' })).rejects.toThrow('The username is wrong: the username must not contain an @.')
  await expect(run('create', 'f@example.com', { password: async () => 'Password1' })).rejects.toThrow(
    'The password is refused: this password is too common',
  )
  expect(await stored('f@example.com')).toBeNull()
})

test('the password is asked for only when everything else is right', async () => {
  const password = () => Promise.reject(new Error('asked'))
  await registered('asked')
  await expect(run('create', 'asked@example.com', { password })).rejects.toThrow('is taken')
  await expect(run('set-password', 'nobody@example.com', { password })).rejects.toThrow('Nobody has the e-mail')
  await expect(run('set-password', 'asked@example.com', { password })).rejects.toThrow('asked')
})

test('promote and demote change the role, and a demoted admin’s sessions end', async () => {
  const id = await registered('emma')
  const open = await session(id)
  expect(await run('promote', 'EMMA@example.com')).toBe('emma (emma@example.com) is an admin now.')
  expect([(await stored('emma@example.com'))?.role, await ended(open)]).toEqual(['admin', false])
  expect(await run('promote', 'emma')).toContain('is an admin already')
  expect(await run('demote', 'emma@example.com')).toContain('is no admin any more; every session has ended')
  expect([(await stored('emma@example.com'))?.role, await ended(open)]).toEqual(['user', true])
})

test('disable ends every session, and enable lets in again', async () => {
  const id = await registered('fanny')
  const [open, another] = [await session(id), await session(await registered('another'))]
  expect(await run('disable', 'fanny@example.com')).toContain('is disabled now; every session has ended')
  expect([(await stored('fanny@example.com'))?.disabled, await ended(open), await ended(another)]).toEqual([true, true, false])
  expect(await run('promote', 'fanny@example.com')).toContain('The account is disabled')
  expect(await run('enable', 'fanny@example.com')).toContain('is enabled now')
  expect((await stored('fanny@example.com'))?.disabled).toBe(false)
})

test('set-password replaces the password and ends every session', async () => {
  const open = await session(await registered('gina'))
  expect(await run('set-password', 'gina@example.com')).toContain('has a new password; every session has ended')
  expect(await passwords.verify(PASSWORD, (await stored('gina@example.com'))?.hashed_password)).toBe(true)
  expect(await ended(open)).toBe(true)
})

test.each(['promote', 'demote', 'disable', 'enable', 'set-password'] as const)('%s says so when nobody has the name', async (command) => {
  await expect(run(command, 'nobody@example.com')).rejects.toThrow('Nobody has the e-mail nobody@example.com')
})

test('of former users whose names are alike, the exact one is taken, and no other guessed', async () => {
  const documents = ['Hugo@example.com', 'hugo@example.com'].map((email, i) => ({
    ...newUserDocument(new ObjectId(), { username: `hugo-${i}`, email, full_name: null, role: 'user' }, '', now()),
    names: [`hugo-${i}`, `=${email}`],
    folded_names: ['hugo@example.com'],
  }))
  await db.collection<StoredUser>('users').insertMany(documents)
  await expect(run('promote', 'HUGO@example.com')).rejects.toThrow(/2 users have that name .* hugo-0 \(Hugo@example.com\) or hugo-1/)
  await run('promote', 'hugo@example.com')
  expect([(await stored('Hugo@example.com'))?.role, (await stored('hugo@example.com'))?.role]).toEqual(['user', 'admin'])
})

test('who is being erased is left alone', async () => {
  const id = await registered('ines')
  await db.collection('users').updateOne({ _id: new ObjectId(id) }, { $set: { erasing_at: now(), disabled: true } })
  for (const command of ['enable', 'promote', 'set-password'] as const)
    await expect(run(command, 'ines@example.com')).rejects.toThrow('This account is being erased')
})

test('a generated password is a good one, and another each time', async () => {
  const made = generatedPassword()
  await run('create', 'generated@example.com', { password: async () => made })
  expect([made.length, generatedPassword() === made]).toEqual([24, false])
})
