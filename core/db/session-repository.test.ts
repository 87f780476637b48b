import { ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { createSessionRepository } from './session-repository.ts'

const sessions = createSessionRepository(testDatabase().db)
const now = new Date()
const expiresAt = new Date(now.getTime() + 60_000)

async function opened(currentHash: string): Promise<string> {
  const id = new ObjectId().toHexString()
  await sessions.create({ id, userId: new ObjectId().toHexString(), currentHash, expiresAt, userAgent: null }, now)
  return id
}
const rotation = (from: string, to: string) => ({ from, to, spent: [{ hash: from, at: now }], expiresAt })

test('an exchange that comes late does not make an older token current again', async () => {
  const id = await opened('one')
  expect(await sessions.rotate(id, rotation('one', 'two'), now)).toBe(true)
  expect(await sessions.rotate(id, rotation('two', 'three'), now)).toBe(true)
  expect(await sessions.rotate(id, rotation('one', 'two'), now)).toBe(false)
  expect(await sessions.find(id)).toMatchObject({ currentHash: 'three', spent: [{ hash: 'two', at: now }] })
})

test('an ended session is not exchanged any more, and ends once', async () => {
  const id = await opened('one')
  await sessions.revoke(id, now)
  await sessions.revoke(id, expiresAt)
  expect(await sessions.rotate(id, rotation('one', 'two'), now)).toBe(false)
  expect(await sessions.find(id)).toMatchObject({ currentHash: 'one', revokedAt: now })
})
