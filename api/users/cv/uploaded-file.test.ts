import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { AppError } from '../../../core/errors.ts'
import type { ApiEnvironment } from '../../http/environment.ts'
import { uploadedFile } from './uploaded-file.ts'

const app = new Hono<ApiEnvironment>()
  .post('/', async (c) => c.text(String((await uploadedFile(c, { deadlineMs: 100, idleMs: 100, bytesPerSecond: 1 })).length)))
  .onError((error, c) => c.text((error as AppError).code ?? error.message))

const send = async (body: ReadableStream<Uint8Array>) => {
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  return (await app.request('/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)).text()
}
const bytes = (text: string) => new TextEncoder().encode(text)

test('a file that comes in pieces is put together', async () => {
  const pieces = ['--x\r\nContent-Disposition: form-data; na', 'me="file"; filename="a"\r\n\r\nab', 'c\r\n-', '-x--'].map(bytes)
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const piece = pieces.shift()
      if (piece) controller.enqueue(piece)
      else controller.close()
    },
  })
  expect(await send(body)).toBe('3')
})

test('a body that does not come is given up, and no more of it is asked for', async () => {
  let cancelled = false
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytes('--x\r\n')),
    cancel: () => {
      cancelled = true
    },
  })
  expect([await send(body), cancelled]).toEqual(['body_too_slow', true])
})

test('a client that goes away in the middle of a body is a malformed body, not a failure of the server', async () => {
  const body = new ReadableStream<Uint8Array>({ pull: () => Promise.reject(new Error('aborted')) })
  expect(await send(body)).toBe('malformed_body')
})
