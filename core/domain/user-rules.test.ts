import { expect, test } from 'vitest'
import { NewUser } from './user.ts'
import { foldedName, userNames } from './user-rules.ts'

const camille = { username: 'camille', email: 'camille@example.com', password: 'quatre chevaux agrafe' }
const messages = (change: object) => NewUser.safeParse({ ...camille, ...change }).error?.issues.map(({ message }) => message)

test('names are compared regardless of case and of how letters are composed, but accents count', () => {
  expect(foldedName(' CAMILLE@Example.COM ')).toBe('camille@example.com')
  expect(foldedName('E\u0301lodie')).toBe(foldedName('éLODIE'))
  expect(foldedName('STRASSE')).toBe(foldedName('straße'))
  expect(foldedName('Élodie')).not.toBe(foldedName('Elodie'))
})

test('a user is found by the username and by the e-mail', () => {
  expect(userNames({ username: 'Camille', email: 'C@Example.com' })).toEqual(['camille', 'c@example.com'])
})

test.each(['a@b', 'a＠b', '@'])('the new username %s, which could be an e-mail, is refused', (username) => {
  expect(messages({ username })).toEqual(['username_at'])
})

test('a username with characters that nobody sees is refused', () => {
  expect(messages({ username: 'cam\u200bille' })).toEqual(['username_characters'])
  expect(messages({ username: 'cam\ud800ille' })).toEqual(['username_characters'])
})

test.each([
  'camille',
  'camille@',
  '@example.com',
  'camille@localhost',
  'a b@example.com',
  'a@b@example.com',
  'a@example..com',
  'a\u0000@example.com',
])('%j is no e-mail', (email) => expect(messages({ email })).toEqual(['email']))

test.each(['camille@example.com', 'a+b@sous.example.co.uk', 'o’élodie@éxemple.fr', 'x@1.2'])('%s is an e-mail', (email) => {
  expect(messages({ email })).toBeUndefined()
})

test.each(['short7!', '😀😀😀😀', '          '])('the password %j is too short', (password) => {
  expect(messages({ password })).toEqual(['password_too_short'])
})

test('a password is counted in bytes up, in characters down', () => {
  expect(messages({ password: 'é'.repeat(36) })).toBeUndefined()
  expect(messages({ password: 'é'.repeat(37) })).toEqual(['password_too_long'])
  expect(messages({ password: 'motdepa é' })).toBeUndefined()
})

test.each(['password', 'PassWord1', '12345678', 'trustno1'])('the common password %s is refused', (password) => {
  expect(messages({ password })).toEqual(['password_common'])
})

test('what is no character is no part of a name or a password', () => {
  expect(messages({ email: 'cam\ud800ille@example.com' })).toEqual(['email'])
  expect(messages({ password: 'quatre \ud800 chevaux' })).toEqual(['password_characters'])
})

test('a new password needs no digit, no capital and no sign', () => {
  expect(messages({ password: 'agrafejuste' })).toBeUndefined()
})

test('nobody registers with a role, an id or a hash', () => {
  for (const field of ['role', '_id', 'hashed_password', 'disabled', 'names']) {
    expect(NewUser.safeParse({ ...camille, [field]: 'admin' }).success).toBe(false)
  }
})

test('blank names mean absent', () => {
  expect(NewUser.parse({ ...camille, full_name: ' ' }).full_name).toBeNull()
  expect(NewUser.safeParse({ ...camille, username: ' ' }).success).toBe(false)
})
