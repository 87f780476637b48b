import { expect, test } from 'vitest'
import { readEvidence } from './page-evidence.ts'

test.each([
  ['2 to 4 years of experience', [2, 4], [3, 24]],
  ['une expérience de 2 à 3 ans en cabinet', [2, 3], [4]],
  ['a year of experience in fundraising', [1], [2]],
  ['cinq ans d’expérience', [5], [1]],
  ['36 months in a similar post', [3], [4]],
  ['de 8 h à 17 h, à 40 minutes de Paris', [], [8, 17, 40]],
])('years that a page counts: %s', (said, there, absent) => {
  const page = readEvidence({ said, links: [] })
  expect(there.filter((years) => !page.hasYears(years))).toEqual([])
  expect(absent.filter((years) => page.hasYears(years))).toEqual([])
})
