import { ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { exactName, foldedName } from '../domain/user-rules.ts'
import { ensureIndexes } from './indexes.ts'
import { newUserDocument, type StoredUser } from './user-document.ts'
import { createUserLists } from './user-lists.ts'
import { createUserRepository } from './user-repository.ts'

const { db } = testDatabase()
const users = createUserRepository(db)
const now = new Date()
beforeAll(() => ensureIndexes(db))

const fields = (username: string, email = `${username}@example.com`) => ({ username, email, full_name: null })
const create = async (username: string, email?: string) => (await users.create(fields(username, email), 'hash', now)).user
const idOf = async (name: string) => (await users.findCredentials(name))?.id

/** Former users whose usernames differ in case only, as the migration leaves them: found by their spelling alone. */
async function alike(...usernames: string[]): Promise<string[]> {
  const stored = usernames.map((username) => {
    const email = `${new ObjectId()}@example.com`
    const user = newUserDocument(new ObjectId(), { ...fields(username, email), role: 'user' }, 'hash', now)
    return { ...user, names: [exactName(username), email], folded_names: [foldedName(username)] }
  })
  await db.collection<StoredUser>('users').insertMany(stored)
  return stored.map(({ _id }) => _id.toHexString())
}

test('of former users whose names are alike, each is found by the spelling of theirs', async () => {
  const ids = await alike('Camille', 'camille')
  expect([await idOf('Camille'), await idOf(' camille '), await idOf('CAMILLE')]).toEqual([...ids, undefined])
  expect(await users.findByName('CAMILLE')).toMatchObject({ user: undefined, alike: ids.map((id) => ({ id })) })
  expect(await users.findByName('camille')).toMatchObject({ user: { id: ids[1] }, alike: [] })
})

test('nobody takes a name that they share', async () => {
  await alike('Dominique', 'dominique')
  for (const taken of ['Dominique', 'DOMINIQUE']) await expect(users.refuseTaken(fields(taken))).rejects.toMatchObject({ code: 'username_taken' })
  const other = await create('other')
  await expect(users.update(other.id, { username: 'doMinique' }, 'user', undefined, now)).rejects.toMatchObject({ code: 'username_taken' })
})

test('their other changes leave the spelling that finds them; a new name is one like any other', async () => {
  const [first = '', second = ''] = await alike('Claude', 'claude')
  await users.update(first, { email: 'new.claude@example.com' }, 'user', undefined, now)
  expect([await idOf('Claude'), await idOf('NEW.claude@example.com'), await idOf('claude')]).toEqual([first, first, second])
  await expect(users.update(first, { username: 'CLAUDE' }, 'user', undefined, now)).rejects.toMatchObject({ code: 'username_taken' })
  await users.update(first, { username: 'Claudio' }, 'user', undefined, now)
  expect([await idOf('CLAUDIO'), await idOf('Claude'), await idOf('claude')]).toEqual([first, undefined, second])
})

test('a name that they shared is anybody’s when none of them has it any more', async () => {
  const [first = '', second = ''] = await alike('Sacha', 'sacha')
  await users.update(first, { username: 'first' }, 'user', undefined, now)
  await expect(users.refuseTaken(fields('sachA'))).rejects.toMatchObject({ code: 'username_taken' })
  await users.update(second, { username: 'second' }, 'user', undefined, now)
  await users.refuseTaken(fields('sachA'))
})

test('who is not found by a shared name at all may change the other one', async () => {
  const [, second = ''] = await alike('Noa', 'noa')
  const _id = new ObjectId(second)
  await db.collection('users').updateOne({ _id }, { $pull: { names: '=noa' } } as object)
  await users.update(second, { email: 'noa.new@example.com' }, 'user', undefined, now)
  expect([await idOf('noa'), await idOf('noa.new@example.com')]).toEqual([undefined, second])
  expect(await db.collection('users').findOne({ _id })).toMatchObject({ names: ['noa.new@example.com'], folded_names: ['noa'] })
})

test('a name that begins with = is nobody else’s spelling', async () => {
  const plain = await create('morgan')
  const { id } = await create('=morgan')
  expect([await idOf('morgan'), await idOf('=morgan')]).toEqual([plain.id, id])
  expect(await idOf('=MORGAN')).toBe(id)
})

test('a create that is repeated under its id answers what is stored', async () => {
  const id = new ObjectId().toHexString()
  const first = await users.create(fields('repeated'), 'hash', now, id)
  expect(await users.create(fields('repeated'), 'another hash', new Date(), id)).toEqual(first)
  await expect(users.create(fields('REPEATED', 'r@example.com'), 'hash', now)).rejects.toMatchObject({ code: 'username_taken' })
})

test('a user keeps their own names while one of them changes', async () => {
  const { id } = await create('keeper')
  const { user } = await users.update(id, { username: 'KEEPER', email: 'Keeper@example.com' }, 'user', undefined, now)
  expect([user.username, await idOf('keeper')]).toEqual(['KEEPER', id])
})

test.each([
  ['is disabled', { disabled: true }],
  ['is being erased', { erasing_at: now }],
  ['has another password', { hashed_password: 'another' }],
])('a log-in is not noted of who %s by now', async (why, set) => {
  const { id } = await create(`late ${why}`)
  const _id = new ObjectId(id)
  await db.collection('users').updateOne({ _id }, { $set: set })
  expect(await users.recordLogin(id, 'hash', now)).toBe(false)
  expect((await db.collection('users').findOne({ _id }))?.last_login).toBeNull()
})

test('who is being erased may neither log in nor get another password', async () => {
  const { id } = await create('leaving')
  await db.collection('users').updateOne({ _id: new ObjectId(id) }, { $set: { erasing_at: now } })
  expect(await users.getCredentials(id)).toMatchObject({ disabled: true })
  expect(await users.changePassword(id, { to: 'new hash' }, now)).toBeUndefined()
  expect(await users.getCredentials(id)).toMatchObject({ hashedPassword: 'hash' })
})

test('a renewed hash does not undo a change of the password', async () => {
  const { id } = await create('renewed')
  await users.changePassword(id, { from: 'hash', to: 'new hash' }, now)
  await users.renewHash({ id, hashedPassword: 'hash' }, 'stronger hash')
  expect(await users.getCredentials(id)).toMatchObject({ hashedPassword: 'new hash' })
  expect(await users.changePassword(id, { from: 'hash', to: 'third hash' }, now)).toBeUndefined()
})

test('a search says when it stopped early', async () => {
  const few = createUserLists(db.collection<StoredUser>('users'), 2)
  const page = await few.list('example', undefined, 10)
  expect([page.stoppedEarly, page.total]).toEqual([true, 2])
})
