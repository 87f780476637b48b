import { beforeAll, expect, test } from 'vitest'
import { testApi } from '../../../tests/support/api.ts'
import { applications, FORMER_PASSWORD, fillFormerDatabase, offers, users } from '../../../tests/support/former-database.ts'
import { testDatabase } from '../../../tests/support/mongo.ts'
import { createMigrations } from './migrations.ts'

type Api = Awaited<ReturnType<typeof testApi>>
let api: Api

beforeAll(async () => {
  const { db } = testDatabase()
  await fillFormerDatabase(db)
  await createMigrations(db, { dryRun: false, allowHosts: [], listed: () => {}, progress: () => {} }, () => new Date()).apply({ again: false })
  api = await testApi({ db })
})

async function logIn(username: string, password = FORMER_PASSWORD) {
  const answer = await api.app.request('/auth/token', { method: 'POST', body: new URLSearchParams({ username, password }) })
  const { access_token } = (await answer.json()) as { access_token: string }
  const headers = { Authorization: `Bearer ${access_token}` }
  const request = async <T = Record<string, string>>(method: string, path: string, body?: unknown) => {
    const response = await api.request(method, path, { headers, body })
    return { status: response.status, body: (await response.json()) as T }
  }
  return { status: answer.status, request }
}

test('former users log in with the password they had, by username or e-mail', async () => {
  expect((await logIn('ADA')).status).toBe(200)
  expect((await logIn('ada@example.com')).status).toBe(200)
  expect((await logIn('ada', 'another')).status).toBe(401)
  expect((await logIn('inactive')).status).toBe(401)
  expect((await logIn('plain', 'not a hash')).status).toBe(401)
})

test('of two whose names differ in case only, each logs in as they spell it', async () => {
  for (const [name, id] of Object.entries({ Camille: users.camille, camille: users.camilleToo, 'camille@example.com': users.hasCamillesMail })) {
    const { body } = await (await logIn(name)).request('GET', '/auth/me')
    expect(body).toMatchObject({ _id: id.toHexString(), cv_url: null })
  }
  expect((await logIn('CAMILLE')).status).toBe(401)
  const newcomer = { username: 'CaMille', email: 'new@example.com', password: 'quatre chevaux agrafe juste' }
  expect((await api.request('POST', '/auth/register', { body: newcomer })).status).toBe(400)
})

test('every former application is listed, and can be sent back as it was read', async () => {
  const { request } = await logIn('ada')
  const { body: list } = await request<Record<string, string>[]>('GET', '/applications')
  expect(list).toHaveLength(5)
  for (const application of list) {
    expect(application).not.toHaveProperty('former')
    const { status, body } = await request('PUT', `/applications/${application._id}`, application)
    expect({ status, id: body._id }).toEqual({ status: 200, id: application._id })
  }
  const { body: found } = await request<Record<string, string>[]>('GET', '/applications?q=acme')
  expect(found.map(({ _id }) => _id)).toEqual([applications.plain.toHexString()])
})

test('a failure that was a text is told as one, and asked for again when the record is sent back', async () => {
  const { request } = await logIn('ada')
  const path = `/applications/${applications.keyMissing.toHexString()}`
  const { body } = await request('GET', `${path}/description`)
  expect(['failed', 'pending']).toContain(body.status)
  await request('PUT', path, (await request('GET', path)).body)
  expect(api.started.map(({ applicationId }) => applicationId)).toContain(applications.keyMissing.toHexString())
})

test('former tasks are listed, and can be sent back as they were read', async () => {
  const { request } = await logIn('ada')
  const { body: list } = await request<Record<string, string>[]>('GET', '/tasks')
  expect(list).toHaveLength(4)
  for (const task of list) expect((await request('PUT', `/tasks/${task._id}`, task)).status).toBe(200)
})

test('former offers are in the catalogue, under both names', async () => {
  const { request } = await logIn('ada')
  const { body: list } = await request<Record<string, string>[]>('GET', '/job-offers?keywords=python')
  expect(list).toMatchObject([
    { _id: offers.french.toHexString(), title: 'Développeuse Python', poste: 'Développeuse Python', date: '2024-03-10T12:00:00.000Z' },
  ])
  expect((await request('GET', '/job-offers')).body).toHaveLength(2)
})

test('every former user can be sent back as they were read', async () => {
  const { request } = await logIn('boss')
  const { body: list } = await request<Record<string, string>[]>('GET', '/users')
  expect(list).toHaveLength(8)
  for (const user of list) expect((await request('PUT', `/users/${user._id}`, user)).status, user.username).toBe(200)
  expect((await logIn('Camille')).status).toBe(200)
})
