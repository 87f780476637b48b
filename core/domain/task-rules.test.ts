import { expect, test } from 'vitest'
import { readTaskStatus } from './task-rules.ts'

test.each([
  ['terminee', 'Terminée'],
  ['TERMINÉE', 'Terminée'],
  ['Termine\u0301e', 'Terminée'],
  ['EN COURS', 'En cours'],
  ['  en\u00a0 cours ', 'En cours'],
  ['a faire', 'À faire'],
  ['', undefined],
  ['en', undefined],
  ['Terminé', undefined],
  ['Ｅn cours 🚀', undefined],
])('« %s » is %s', (text, status) => {
  expect(readTaskStatus(text)).toBe(status)
})
