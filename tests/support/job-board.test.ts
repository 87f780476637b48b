import { afterAll, beforeAll, expect, test } from 'vitest'
import { type JobBoard, startJobBoard } from './job-board.ts'

let board: JobBoard
beforeAll(async () => {
  board = await startJobBoard()
})
afterAll(() => board.close())

const get = (path: string, signal?: AbortSignal) =>
  fetch(`${board.url}${path}`, { redirect: 'manual', headers: { 'user-agent': 'Board test' }, ...(signal && { signal }) })

test.each([
  ['/', 200],
  ['/about', 200],
  ['/offers', 200],
  ['/offers/data-engineer', 200],
  ['/offers/backend-developer', 200],
  ['/offers/plain', 200],
  ['/offers/broken', 200],
  ['/offers/latin1', 200],
  ['/offers/login', 200],
  ['/offers/slow?ms=5', 200],
  ['/offers/report.pdf', 200],
  ['/offers/gone', 410],
  ['/offers/missing', 404],
  ['/offers/loop', 302],
  ['/offers/to-private', 302],
  ['/offers/members', 302],
])('%s answers %i', async (path, status) => {
  const answer = await get(path)
  expect(answer.status).toBe(status)
  expect((await answer.text()).length).toBeGreaterThanOrEqual(status === 302 ? 0 : 10)
})

test('the JavaScript page holds no offer until its script has fetched it', async () => {
  const offer = (await (await get('/api/offers/javascript.json')).json()) as { title: string }
  expect(await (await get('/offers/javascript')).text()).not.toContain(offer.title)
})

test('the page whose charset is declared wrongly is no UTF-8', async () => {
  const bytes = Buffer.from(await (await get('/offers/latin1')).arrayBuffer())
  expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow()
  expect(new TextDecoder('windows-1252').decode(bytes)).toContain('2 300 € à 2 600 €')
})

test('the huge page is 50 MB, and is sent only as fast as it is read', async () => {
  let bytes = 0
  for await (const chunk of (await get('/offers/huge')).body ?? []) bytes += chunk.length
  expect(bytes).toBeGreaterThan(50_000_000)
})

test('the endless page goes on until its reader goes away', async () => {
  const leaving = new AbortController()
  const reader = (await get('/offers/endless', leaving.signal)).body?.getReader()
  for (let chunks = 0; chunks < 3; chunks += 1) expect((await reader?.read())?.done).toBe(false)
  leaving.abort()
})

test('the board remembers who asked for what', async () => {
  await get('/offers?page=2')
  expect(board.requests.at(-1)).toEqual({ method: 'GET', path: '/offers?page=2', userAgent: 'Board test' })
})

test('a taken port is an error', async () => {
  await expect(startJobBoard({ port: Number(new URL(board.url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
