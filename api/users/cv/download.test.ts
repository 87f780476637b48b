import { beforeAll, expect, test } from 'vitest'
import { cvApi } from '../../../tests/support/cv-api.ts'
import { pdf } from '../../../tests/support/cv-samples.ts'
import { downloadHeaders } from './download.ts'

let api: Awaited<ReturnType<typeof cvApi>>
let camille: Awaited<ReturnType<typeof api.applicant>>
beforeAll(async () => {
  api = await cvApi()
  camille = await api.applicant()
  await camille.upload(pdf('Camille'))
})

const nameOf = (username: string) => downloadHeaders({ username, format: 'pdf', mediaType: '', length: 1 })['Content-Disposition']

test('a CV is its owner’s and the admins’; for others there is no such user', async () => {
  const stranger = await api.applicant()
  const refused = await stranger.download(camille.id)
  expect([refused.status, await refused.json()]).toEqual([
    404,
    expect.objectContaining({ code: 'not_found', detail: 'Cet utilisateur n’existe pas.' }),
  ])
  expect((await api.app.request(`/users/${camille.id}/cv`)).status).toBe(401)
})

test('an admin downloads anyone’s', async () => {
  const admin = await api.applicant()
  await api.users.update(admin.id, { role: 'admin' }, 'admin', undefined, new Date())
  const logIn = await api.app.request('/auth/token', {
    method: 'POST',
    body: new URLSearchParams({ username: admin.username, password: admin.password }),
  })
  const { access_token } = (await logIn.json()) as { access_token: string }
  const headers = { Authorization: `Bearer ${access_token}` }
  const file = await api.app.request(`/users/${camille.id}/cv`, { headers })
  expect([file.status, Buffer.from(await file.arrayBuffer()).equals(pdf('Camille'))]).toEqual([200, true])
})

test('who has no CV is told so', async () => {
  const response = await (await api.applicant()).download()
  expect([response.status, await response.json()]).toEqual([404, expect.objectContaining({ code: 'not_found', detail: 'Ce CV n’existe pas.' })])
})

test('a HEAD has the headers and no body', async () => {
  const response = await camille.request('HEAD', `/users/${camille.id}/cv`)
  expect([response.status, response.headers.get('Content-Length'), await response.text()]).toEqual([200, String(pdf('Camille').length), ''])
})

test('a malformed id is a 422, another method a 405', async () => {
  expect((await camille.request('GET', '/users/nobody/cv')).status).toBe(422)
  const response = await camille.request('POST', `/users/${camille.id}/cv`)
  expect([response.status, response.headers.get('Allow')]).toEqual([405, 'GET, HEAD'])
})

test.each([
  ['camille', 'attachment; filename="cv-camille.pdf"'],
  ['Élodie Ñ', `attachment; filename="cv-Elodie-N.pdf"; filename*=UTF-8''cv-%C3%89lodie%20%C3%91.pdf`],
  ['😀', `attachment; filename="cv.pdf"; filename*=UTF-8''cv-%F0%9F%98%80.pdf`],
  ["../a\"; x='b'", `attachment; filename="cv-a-x-b.pdf"; filename*=UTF-8''cv-..-a-%3B%20x%3D%27b%27.pdf`],
  ['\ud800', `attachment; filename="cv.pdf"; filename*=UTF-8''cv-%EF%BF%BD.pdf`],
])('the file of %s is called %s', (username, expected) => {
  expect(nameOf(username)).toBe(expected)
})
