import { beforeAll, expect, test } from 'vitest'
import { ensureIndexes } from '../../core/db/indexes.ts'
import { authApi, testClock } from '../../tests/support/auth-api.ts'
import { testDatabase } from '../../tests/support/mongo.ts'

const clock = testClock()
const { db, client } = testDatabase({ monitorCommands: true })
const commands: string[] = []
client.on('commandStarted', ({ commandName }) => void commands.push(commandName))
beforeAll(() => ensureIndexes(db))

test('with a session that was checked within seconds, who one is costs no round trip', async () => {
  const { newcomer, me } = await authApi({ db, now: clock.now })
  const { access_token } = await newcomer('warm')
  await me(access_token)
  commands.length = 0
  for (let i = 0; i < 10; i++) expect((await me(access_token)).status).toBe(200)
  expect(commands).toEqual([])
  clock.advance(5_000)
  await me(access_token)
  expect(commands).toEqual(['find', 'find'])
})

test('what one changes in one’s own record is seen at once, and in other processes within 5 seconds', async () => {
  const { newcomer, me, request } = await authApi({ db, now: clock.now })
  const other = await authApi({ db, now: clock.now })
  const { access_token } = await newcomer('changing')
  const name = async (api: { me: typeof me }) => ((await (await api.me(access_token)).json()) as { id: string; full_name: string | null }).full_name
  const { id } = (await (await other.me(access_token)).json()) as { id: string }
  const headers = { Authorization: `Bearer ${access_token}` }
  await request('PUT', `/users/${id}`, { body: { full_name: 'Changed' }, headers })
  expect(await name({ me })).toBe('Changed')
  clock.advance(5_000)
  expect(await name(other)).toBe('Changed')
})
