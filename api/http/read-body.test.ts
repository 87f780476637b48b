import { expect, test } from 'vitest'
import { type BodyBounds, readBody } from './read-body.ts'

const KIB = 1024
const BOUNDS: BodyBounds = { maxBytes: 1_000 * KIB, deadlineMs: 10_000, idleMs: 10_000, bytesPerSecond: 1 }

/** A body of so many pieces, one each so many milliseconds. */
function paced(pieces: number, everyMs: number, size = KIB, headers = {}): Request {
  let left = pieces
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (left-- === 0) return controller.close()
      await new Promise((later) => setTimeout(later, everyMs))
      controller.enqueue(new Uint8Array(size).fill(left))
    },
  })
  return new Request('http://localhost', { method: 'POST', body, duplex: 'half', headers } as RequestInit)
}

test.each([[{}], [{ 'Content-Length': String(300 * KIB) }], [{ 'Content-Length': '5' }]])('pieces are put together: %j', async (headers) => {
  const whole = await readBody(paced(300, 0, KIB, headers), BOUNDS)
  expect([whole.length, whole[0], whole.at(-1)]).toEqual([300 * KIB, 299 % 256, 0])
})

test('a body may be as large as its limit, and no larger', async () => {
  expect((await readBody(paced(4, 0), { ...BOUNDS, maxBytes: 4 * KIB })).length).toBe(4 * KIB)
  await expect(readBody(paced(4, 0), { ...BOUNDS, maxBytes: 4 * KIB - 1 })).rejects.toThrow('body_too_large')
})

test('a request without a body has an empty one', async () => {
  expect((await readBody(new Request('http://localhost', { method: 'POST' }), BOUNDS)).length).toBe(0)
})

test.each([
  ['comes as fast as it must', paced(8, 50), { idleMs: 200, bytesPerSecond: 10 * KIB }, 'whole'],
  ['stops', paced(2, 500), { idleMs: 100 }, 'body_too_slow'],
  ['drips', paced(100, 20, 1), { idleMs: 200, bytesPerSecond: KIB }, 'body_too_slow'],
  ['goes on for too long', paced(100, 20), { deadlineMs: 200 }, 'body_too_slow'],
])('a body that %s', async (_what, request, bounds, expected) => {
  const startedAt = performance.now()
  expect(
    await readBody(request, { ...BOUNDS, ...bounds }).then(
      () => 'whole',
      ({ message }: Error) => message,
    ),
  ).toBe(expected)
  expect(performance.now() - startedAt).toBeLessThan(1_500)
})
