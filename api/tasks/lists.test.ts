import { beforeAll, expect, test } from 'vitest'
import type { Task } from '../../core/domain/task.ts'
import { testApi } from '../../tests/support/api.ts'

let api: Awaited<ReturnType<typeof testApi>>
let someone: Awaited<ReturnType<typeof api.person>>

beforeAll(async () => {
  api = await testApi()
  someone = await api.person()
  const all = [
    { title: 'a', due_date: '2026-03-02' },
    { title: 'b', status: 'En cours' },
    { title: 'c', due_date: '2026-03-01T18:30:00+02:00', status: 'Terminée', archived: true },
    { title: 'd', due_date: '2026-03-02', status: 'En cours' },
    { title: 'e' },
  ]
  for (const body of all) expect((await someone.request('POST', '/tasks', { body })).status).toBe(201)
})

const titles = async (query: string) => {
  const response = await someone.request('GET', `/tasks${query}`)
  expect(response.status).toBe(200)
  return ((await response.json()) as Task[]).map(({ title }) => title).join('')
}

test.each([
  ['', 'edcba'],
  ['?sort=created_at', 'abcde'],
  ['?sort=updated_at', 'abcde'],
  ['?sort=due_date', 'cadbe'],
  ['?sort=-due_date', 'daceb'],
  ['?status=EN%20COURS', 'db'],
  ['?status=terminee&status=a+faire', 'eca'],
  ['?archived=true', 'c'],
  ['?archived=false', 'edba'],
  ['?due_before=2026-03-01', 'c'],
  ['?due_before=2026-03-02', 'dca'],
  ['?due_before=2026-03-01T16:30:00Z', 'c'],
  ['?due_before=2026-03-01T16:29:59Z', ''],
  ['?due_before=9999-12-31&sort=due_date', 'cad'],
])('%s lists %s', async (query, expected) => {
  expect(await titles(query)).toBe(expected)
})

test.each(['', '&sort=due_date', '&sort=-due_date', '&sort=updated_at', '&status=a%20faire&sort=due_date', '&due_before=2026-03-02&sort=-due_date'])(
  'pages%s follow the Link header and meet every task once',
  async (query) => {
    const whole = await titles(`?limit=200${query}`)
    for (const limit of [1, 2, 3]) {
      let seen = ''
      let next: string | undefined = `/tasks?limit=${limit}${query}`
      while (next !== undefined) {
        const response: Response = await someone.request('GET', next)
        seen += ((await response.json()) as Task[]).map(({ title }) => title).join('')
        expect(response.headers.get('X-Total-Count')).toBe(String(whole.length))
        next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('Link') ?? '')?.[1]
      }
      expect(seen).toBe(whole)
    }
  },
)

test.each(['limit=201', 'limit=1e9', 'sort=title', 'cursor=abc', 'status[$gt]=', 'status=fini', 'archived=1.5', 'due_before=demain', 'q=x'])(
  '%s is a 422',
  async (query) => {
    expect((await someone.request('GET', `/tasks?${query}`)).status).toBe(422)
  },
)

test('a cursor of another order is refused, and so is one without a date where every task has one', async () => {
  const cursorAfter = async (query: string) => {
    const link = (await someone.request('GET', `/tasks?${query}`)).headers.get('Link') ?? ''
    return new URL(/^<([^>]+)>/.exec(link)?.[1] ?? '', 'http://local').searchParams.get('cursor') ?? ''
  }
  expect((await someone.request('GET', `/tasks?sort=due_date&cursor=${await cursorAfter('limit=1')}`)).status).toBe(422)
  const undated = JSON.parse(Buffer.from(await cursorAfter('sort=due_date&limit=4'), 'base64url').toString())
  const forged = Buffer.from(JSON.stringify({ ...undated, order: '-created_at' })).toString('base64url')
  expect((await someone.request('GET', `/tasks?cursor=${forged}`)).status).toBe(422)
})
