import { ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import { cvApi, formOf } from '../../../tests/support/cv-api.ts'
import { doc, docx, pdf, pdfOfSize } from '../../../tests/support/cv-samples.ts'
import type { upload } from './operations.ts'

const MIB = 1024 * 1024
let api: Awaited<ReturnType<typeof cvApi>>
beforeAll(async () => {
  api = await cvApi()
})

const problemOf = async (response: Response) => {
  const { code, errors } = (await response.json()) as { code: string; errors?: { path: string }[] }
  return [response.status, code, ...(errors ?? []).map(({ path }) => path)]
}
test.each([
  ['pdf', pdf('Camille'), 'application/pdf'],
  ['doc', doc('Camille'), 'application/msword'],
  ['docx', docx('Camille'), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
])('a %s is known by its content, whatever its name and type say, and comes back as it was', async (format, content, mediaType) => {
  const camille = await api.applicant()
  const response = await camille.upload(content)
  expect([response.status, await response.json()]).toEqual([200, { cv_url: `/users/${camille.id}/cv` }])
  const file = await camille.download()
  expect(file.status).toBe(200)
  expect(Object.fromEntries(file.headers)).toMatchObject({
    'content-type': mediaType,
    'content-length': String(content.length),
    'content-disposition': `attachment; filename="cv-${camille.username}.${format}"`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'no-store',
  })
  expect(Buffer.from(await file.arrayBuffer()).equals(content)).toBe(true)
})

test('the user is answered with the CV’s address and a new version, in the session’s own record too', async () => {
  const camille = await api.applicant()
  const before = await camille.request('GET', `/users/${camille.id}`)
  await camille.request('GET', '/auth/me')
  await camille.upload(pdf('Camille'))
  const after = await camille.request('GET', `/users/${camille.id}`)
  expect(after.headers.get('ETag')).not.toBe(before.headers.get('ETag'))
  for (const response of [after, await camille.request('GET', '/auth/me')])
    expect(await response.json()).toMatchObject({ cv_url: `/users/${camille.id}/cv` })
})

test('a file of 5 MiB is taken, one byte more is not', async () => {
  const camille = await api.applicant()
  expect((await camille.upload(pdfOfSize(5 * MIB))).status).toBe(200)
  expect(await problemOf(await camille.upload(pdfOfSize(5 * MIB + 1)))).toEqual([413, 'body_too_large'])
  expect((await camille.download()).headers.get('Content-Length')).toBe(String(5 * MIB))
})

test('a body that states its size, or grows beyond the limit, is refused with 413', async () => {
  const camille = await api.applicant()
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  expect(await problemOf(await camille.send('--x', { ...headers, 'Content-Length': String(6 * MIB) }))).toEqual([413, 'body_too_large'])
  let sent = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += MIB
      controller.enqueue(new Uint8Array(MIB))
    },
  })
  expect(await problemOf(await camille.send(endless, headers))).toEqual([413, 'body_too_large'])
  expect(sent).toBeLessThan(10 * MIB)
})

test('only an upload may be as large: no other path, and no other method of this one', async () => {
  const { id, request } = await api.applicant()
  const body = JSON.stringify({ full_name: 'x'.repeat(3 * MIB) })
  const headers = { 'Content-Length': String(body.length) }
  for (const [method, path] of [
    ['PUT', '/users/upload-cv'],
    ['PUT', `/users/${id}`],
    ['POST', '/users/upload-cv/x'],
  ] as const)
    expect((await request(method, path, { body, headers })).status, path).toBe(413)
})

test.each([
  ['no file', new FormData(), [422, 'validation_failed', 'file']],
  ['a text instead of a file', textForm('file'), [422, 'validation_failed', 'file']],
  ['an empty file', formOf(new Uint8Array()), [422, 'validation_failed', 'file']],
  ['several files', twoFiles(), [422, 'validation_failed', 'file']],
  ['a file in another field', formOf(pdf('Camille'), { field: 'cv' }), [422, 'validation_failed', 'cv']],
  ['a field beside the file', textForm('__proto__', formOf(pdf('Camille'))), [422, 'validation_failed', '__proto__']],
  ['a picture called cv.pdf', formOf(Buffer.from('\x89PNG\r\n\x1a\n'), { name: 'cv.pdf', type: 'application/pdf' }), [415, 'cv_type_unsupported']],
  ['a script that begins like a PDF', formOf(Buffer.from('%PDF-1.7\n<script>')), [422, 'cv_unreadable']],
])('%s is refused', async (_name, form, expected) => {
  expect(await problemOf(await (await api.applicant()).send(form))).toEqual(expected)
})

test.each([
  ['application/pdf', 415, 'unsupported_media_type'],
  ['application/json', 415, 'unsupported_media_type'],
  ['multipart/form-data', 400, 'malformed_body'],
  ['multipart/form-data; boundary=other', 400, 'malformed_body'],
])('a body that is %s although it is not: %i', async (type, status, code) => {
  const body = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\ncontent'
  expect(await problemOf(await (await api.applicant()).send(body, { 'Content-Type': type }))).toEqual([status, code])
})

test('a broken multipart body and an empty one are a 400', async () => {
  const camille = await api.applicant()
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  for (const body of ['--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%PDF-', '--x--', 'nothing', '', '\0'])
    expect((await camille.send(body, headers)).status, body).toBeGreaterThanOrEqual(400)
  expect(await problemOf(await camille.send('--x\r\nContent-Disp', headers))).toEqual([400, 'malformed_body'])
})

test('boundaries that are quoted and charsets that are stated are read', async () => {
  const camille = await api.applicant()
  const body = Buffer.concat([
    Buffer.from('--a b\r\nContent-Disposition: form-data; name="file"; filename="😀.pdf"\r\n\r\n'),
    pdf('Camille'),
    Buffer.from('\r\n--a b--\r\n'),
  ])
  const response = await camille.send(body, { 'Content-Type': 'Multipart/Form-Data; charset=utf-8; boundary="a b"' })
  expect(response.status).toBe(200)
})

test('what is refused leaves the former CV', async () => {
  const camille = await api.applicant()
  await camille.upload(pdf('former'))
  for (const content of [Buffer.from('%PDF-1.7\n<script>'), docx('x').subarray(0, -1), Buffer.from('MZ')])
    expect((await camille.upload(content)).status).toBeGreaterThanOrEqual(415)
  expect(Buffer.from(await (await camille.download()).arrayBuffer()).equals(pdf('former'))).toBe(true)
})

test('of two uploads at once, to two processes, one is the CV, and nothing of the other is left', async () => {
  const camille = await api.applicant()
  const another = await cvApi({ db: api.db })
  const responses = await Promise.all([
    camille.upload(pdf('one')),
    another.app.request('/users/upload-cv', { method: 'POST', body: formOf(docx('two')), headers: camille.authorization }),
  ])
  expect(responses.map(({ status }) => status)).toEqual([200, 200])
  const content = Buffer.from(await (await camille.download()).arrayBuffer())
  expect([pdf('one'), docx('two')].some((sent) => sent.equals(content))).toBe(true)
  expect(await api.db.collection('cvs.files').countDocuments({ 'metadata.user_id': new ObjectId(camille.id) })).toBe(1)
})

test('an account uploads one file at a time: slow ones hold up nobody else', async () => {
  const [camille, bob] = [await api.applicant(), await api.applicant()]
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  const isRead = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>()
  const slow = new ReadableStream<Uint8Array>({ pull: (controller) => isRead.resolve(controller) }, { highWaterMark: 0 })
  const first = camille.send(slow, headers)
  const body = await isRead.promise
  for (const response of await Promise.all(Array.from({ length: 12 }, () => camille.upload(pdf('another')))))
    expect([...(await problemOf(response)), response.headers.get('Retry-After')]).toEqual([429, 'too_many_requests', '10'])
  expect((await bob.upload(pdf('Bob'))).status).toBe(200)
  body.close()
  expect((await first).status).toBe(400)
  expect((await camille.upload(pdf('Camille'))).status).toBe(200)
})

test('a user who is being erased stores nothing', async () => {
  const camille = await api.applicant()
  await camille.request('GET', '/auth/me')
  await api.db.collection('users').updateOne({ username: camille.username }, { $set: { erasing_at: new Date() } })
  expect(await problemOf(await camille.upload(pdf('Camille')))).toEqual([404, 'not_found'])
  expect(await api.db.collection('cvs.files').countDocuments({ 'metadata.user_id': new ObjectId(camille.id) })).toBe(0)
})

test('the file that the documentation shows is taken', async () => {
  const document = (await (await api.request('GET', '/openapi.json')).json()) as {
    paths: Record<string, { post: { requestBody: typeof upload.request.body } }>
  }
  const shown = document.paths['/users/upload-cv']?.post.requestBody.content['multipart/form-data'].example.file ?? ''
  expect((await (await api.applicant()).upload(Buffer.from(shown))).status).toBe(200)
})

test('the limit of uploads is taken before the body is read', async () => {
  const taken: string[] = []
  const limited = await cvApi({ limits: { take: async (_c, name) => void taken.push(name) } })
  const camille = await limited.applicant()
  taken.length = 0
  const untouched = new ReadableStream({ pull: () => Promise.reject(new Error('read')) }, { highWaterMark: 0 })
  await camille.send(untouched, { 'Content-Type': 'multipart/form-data; boundary=x', 'Content-Length': String(9 * MIB) })
  expect(taken).toEqual(['general', 'upload'])
})

test('without a token nothing is read', async () => {
  const untouched = new ReadableStream({ pull: () => Promise.reject(new Error('read')) }, { highWaterMark: 0 })
  const init = { method: 'POST', body: untouched, duplex: 'half', headers: { 'Content-Type': 'multipart/form-data; boundary=x' } }
  expect((await api.app.request('/users/upload-cv', init as RequestInit)).status).toBe(401)
})

test('people are told in their language what to do', async () => {
  const camille = await api.applicant()
  const said = async (language: string) =>
    ((await (await camille.upload(Buffer.from('%PDF-'), { 'Accept-Language': language })).json()) as { detail: string }).detail
  expect(await said('fr')).toMatch(/endommagé/)
  expect(await said('en')).toMatch(/damaged/)
})

test('nothing of a CV is logged, nor its name', async () => {
  const camille = await api.applicant()
  await camille.send(formOf(pdf('canary-phrase'), { name: 'canary-name.pdf' }))
  await camille.send(formOf(Buffer.from('%PDF-1.7 canary-phrase'), { name: 'canary-name.pdf' }))
  await camille.send('--x canary-phrase', { 'Content-Type': 'multipart/form-data; boundary=x' })
  await (await camille.download()).text()
  expect(api.logged.length).toBeGreaterThan(0)
  expect(api.logged.join()).not.toContain('canary')
})

function textForm(field: string, form = new FormData()): FormData {
  form.append(field, 'text')
  return form
}

function twoFiles(): FormData {
  const form = formOf(pdf('one'))
  form.append('file', new File(['%PDF-'], 'two.pdf'))
  return form
}
