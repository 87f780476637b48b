import { expect, test } from 'vitest'
import { testApi } from '../../tests/support/api.ts'
import { codeOf } from '../../tests/support/auth-api.ts'
import { inflatingDocx, slowPdf } from '../../tests/support/cv-bombs.ts'
import { doc, docx, pdf } from '../../tests/support/cv-samples.ts'
import { createCvInspection } from '../users/cv/inspection.ts'

const MIB = 1024 * 1024
const api = await testApi()

/** Somebody who uploads and downloads. */
async function candidate(at = api) {
  const person = await at.person()
  const headers = { Authorization: `Bearer ${person.tokens.access_token}` }
  return {
    ...person,
    async upload(bytes: Uint8Array, name = 'cv.pdf', type = 'application/pdf') {
      const body = new FormData()
      body.set('file', new File([new Uint8Array(bytes)], name, { type }))
      return at.app.request('/users/upload-cv', { method: 'POST', body, headers })
    },
    download: () => at.app.request(`/users/${person.id}/cv`, { headers }),
  }
}

test('18. A CV over 5 MiB is refused, one of 5 MiB is not too large', async () => {
  const { upload } = await candidate()
  const padded = (bytes: number) => Buffer.concat([pdf('Camille'), Buffer.alloc(bytes - pdf('Camille').length, ' ')])
  const tooLarge = await upload(padded(5 * MIB + 1))
  expect([tooLarge.status, await codeOf(tooLarge)]).toEqual([413, 'body_too_large'])
  expect((await upload(padded(5 * MIB))).status).not.toBe(413)
})

test('18. Uploads are limited for each user', async () => {
  const limited = await testApi({ rateLimits: { upload: { points: 1, seconds: 3_600 } } })
  const [ada, bob] = [await candidate(limited), await candidate(limited)]
  expect([(await ada.upload(pdf('a'))).status, (await ada.upload(pdf('b'))).status, (await bob.upload(pdf('c'))).status]).toEqual([200, 429, 200])
})

test.each([
  ['a PDF', pdf('Camille'), 'application/pdf'],
  ['a DOC', doc('Camille'), 'application/msword'],
  ['a DOCX', docx('Camille'), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
])('18. %s is known by its content, whatever its name and type say', async (_, bytes, type) => {
  const { upload, download } = await candidate()
  expect((await upload(bytes, 'photo.png', 'image/png')).status).toBe(200)
  expect((await download()).headers.get('Content-Type')).toBe(type)
})

test.each([
  ['a page', Buffer.from('<html><script>alert(1)</script></html>')],
  ['a script that begins like a PDF', Buffer.from('%PDF-1.7\n<script>alert(1)</script>')],
  ['a PDF that is cut', pdf('Camille').subarray(0, 60)],
  ['a container of nothing', doc('Camille').subarray(0, 600)],
  ['a zip that is cut', docx('Camille').subarray(0, 200)],
  ['a program', Buffer.from('\x7fELF\x02\x01\x01')],
  ['nothing', Buffer.alloc(0)],
])('18. %s that calls itself a PDF is refused, and the former CV kept', async (_, bytes) => {
  const { upload, download } = await candidate()
  await upload(pdf('the former one'))
  const response = await upload(bytes)
  expect([400, 415, 422]).toContain(response.status)
  expect(response.headers.get('Content-Type')).toBe('application/problem+json')
  expect(Buffer.from(await (await download()).arrayBuffer())).toEqual(pdf('the former one'))
})

test('18. A zip bomb gets a 4xx, and memory stays flat', async () => {
  const { upload } = await candidate()
  const bomb = inflatingDocx(100 * MIB)
  expect(bomb.length).toBeLessThan(MIB)
  const before = process.memoryUsage().rss
  const response = await upload(bomb)
  expect(response.status).toBeGreaterThanOrEqual(400)
  expect(response.status).toBeLessThan(500)
  expect(process.memoryUsage().rss - before).toBeLessThan(50 * MIB)
})

test('18. The API answers while a file keeps its reader busy', async () => {
  const { upload, request } = await candidate()
  const uploading = upload(slowPdf())
  const isOver = () => Promise.race([uploading.then(() => true), Promise.resolve(request('GET', '/auth/me')).then(() => false)])
  let answered = 0
  while (answered < 1_000 && !(await isOver())) answered++
  expect(answered).toBeGreaterThan(20)
  expect([200, 422]).toContain((await uploading).status)
})

test('18. A reader is ended at its deadline', async () => {
  const startedAt = performance.now()
  expect(await createCvInspection({ deadlineMs: 1_000 })(slowPdf(), 'pdf')).toBe('cv_too_complex')
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})

test('18. Names are the server’s, downloads are attachments that nothing sniffs, for the owner only', async () => {
  const { id, upload, download } = await candidate()
  await upload(pdf('Camille'), '../../etc/passwd<script>.html', 'text/html')
  const { headers } = await download()
  expect(headers.get('Content-Disposition')).toMatch(/^attachment; filename="cv[\w.-]*\.pdf"/)
  expect(headers.get('Content-Disposition')).not.toMatch(/passwd|script/)
  expect([headers.get('X-Content-Type-Options'), headers.get('Cache-Control')]).toEqual(['nosniff', expect.stringContaining('no-store')])
  expect((await (await candidate()).request('GET', `/users/${id}/cv`)).status).toBe(404)
})
