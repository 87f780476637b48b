import { expect, test } from 'vitest'
import { z } from 'zod'
import { ApplicationUpdate, NewApplication, Note } from './application.ts'
import { NewSearch, SearchUpdate } from './search.ts'
import { NewTask, TaskUpdate } from './task.ts'
import { NewUser } from './user.ts'
import { UserUpdate } from './user-update.ts'

const HALF = 'x \ud800 y'
/** Read by rules of their own where they are changed (readIdentity). */
const NAMES = ['username', 'email']

const schemas = { NewApplication, ApplicationUpdate, NewSearch, SearchUpdate, NewTask, TaskUpdate, NewUser, UserUpdate }
const fields = Object.entries(schemas).flatMap(([of, { shape }]) =>
  Object.entries(shape)
    .filter(([name, field]) => !NAMES.includes(name) && !(field instanceof z.ZodOptional && field.def.innerType instanceof z.ZodUnknown))
    .map(([name, field]) => [`${of}.${name}`, field] as const),
)

test.each([...fields, ['a note', Note] as const])('%s takes no half of a surrogate pair as it is', (_, field) => {
  for (const value of [HALF, [HALF], `https://jobs.example.com/${HALF[2]}`]) {
    const read = z.safeParse(field, value)
    // JSON spells half a pair as \udXXX.
    if (read.success) expect(JSON.stringify(read.data)).not.toMatch(/\\ud[89a-f]/)
  }
})

test('a text with half a surrogate pair is kept with U+FFFD in its place', () => {
  expect(NewTask.parse({ title: HALF }).title).toBe('x \ufffd y')
  expect(NewTask.parse({ title: 'x 😀' }).title).toBe('x 😀')
})
