import { expect, test } from 'vitest'
import { lookUpKeys, printOf } from './index.ts'

const print = (company: string, title = 'Data engineer', location: string | null = null) =>
  printOf({ company, title, location, description: null, coordinates: null })

const finds = (one: ReturnType<typeof print>, other: ReturnType<typeof print>) => lookUpKeys(one).some((key) => other.keys.includes(key))
/** Whichever of the two is stored first. */
const meet = (one: ReturnType<typeof print>, other: ReturnType<typeof print>) => {
  expect(finds(one, other)).toBe(finds(other, one))
  return finds(one, other)
}

test.each([
  ['Globex', 'Globex Robotics'],
  ['Robotics', 'Globex Robotics'],
  ['Globex Robotics', 'Globex Robotics Iberia'],
  ['Globex Robotics', 'Initech Globex Robotics'],
  ['Globex Robotics', 'Robotics Initech Globex'],
  ['ABC Robotics', 'Initech ABC Robotics'],
])('an offer of %s meets one with the same title of %s: one name is within the other', (one, other) => {
  expect(meet(print(one), print(other))).toBe(true)
  expect(meet(print(one), print(other, 'Web engineer'))).toBe(false)
})

test('offers of companies that share what many names end with are not compared', () => {
  expect(meet(print('Globex Robotics', 'Data engineer', 'Lyon'), print('Initech Robotics', 'Data engineer', 'Lyon'))).toBe(false)
})

test('a title with a word more meets the other at the same company, and so does one with signs of its own', () => {
  expect(meet(print('Globex', 'Data engineer'), print('Globex', 'Cloud data engineer'))).toBe(true)
  expect(meet(print('Globex', 'C++ engineer'), print('Globex Robotics', 'C++ engineer'))).toBe(true)
  expect(meet(print('Globex', 'C++ engineer'), print('Globex', 'C# engineer'))).toBe(false)
})
