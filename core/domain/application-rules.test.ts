import { expect, test } from 'vitest'
import { descriptionChange } from './application-rules.ts'

const url = 'https://jobs.example.com/1'
const none = { url, description: null, description_source: null, description_status: 'none' } as const
const mine = { url, description: 'Mine', description_source: 'user', description_status: 'done' } as const
const machine = { url, description: 'Read', description_source: 'extracted', description_status: 'done' } as const
const running = { ...none, description_status: 'running' } as const

test.each([
  ['a url that was not described yet', none, {}, 'start'],
  ['a running one is left to run', running, { description: null }, 'keep'],
  ['what was read is sent back', machine, { url, description: ' Read\r\n' }, 'keep'],
  ['the read before it came is sent back', machine, { url, description: '' }, 'keep'],
  ['another url', machine, { url: `${url}0` }, 'start'],
  ['another url and another text', machine, { url: `${url}0`, description: 'Mine' }, 'write'],
  ['another url under the user’s own text', mine, { url: `${url}0` }, 'keep'],
  ['another url while the own text is cleared', mine, { url: `${url}0`, description: '' }, 'start'],
  ['the own text is cleared', mine, { description: null }, 'start'],
  ['the own text is cleared where there is no url', { ...mine, url: null }, { description: '' }, 'clear'],
  ['the url is emptied while it runs', running, { url: null }, 'end'],
  ['the url is emptied under the own text', mine, { url: null }, 'keep'],
  ['url and own text are emptied', mine, { url: null, description: null }, 'clear'],
  ['a failed one is retried', { ...none, description_status: 'failed' } as const, {}, 'start'],
  ['a failed one that has a text is not', { ...machine, description_status: 'failed' } as const, {}, 'keep'],
  ['a page that is no offer is not read again', { ...none, description_status: 'not_an_offer' } as const, {}, 'keep'],
])('%s', (_what, stored, update, kind) => {
  expect(descriptionChange(stored, update).kind).toBe(kind)
})
