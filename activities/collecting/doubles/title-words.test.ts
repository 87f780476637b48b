import { expect, test } from 'vitest'
import { compareTitles, titleWords } from './title-words.ts'

const compare = (one: string, other: string) => compareTitles(titleWords(one), titleWords(other), new Set())

test.each([
  ['Développeuse Java (H/F)', 'Java developer'],
  ['Ingénieur·e logiciel', 'Software engineer'],
  ['Chef de projet - CDI', 'Project manager (m/f/d)'],
  ['Administrateurs réseaux', 'Network Administrator'],
  ['Senior Data Engineer', 'Ingénieur data confirmé'],
  ['URGENT : cuisinières H/F', 'Cuisinier'],
  ['Back-end engineer', 'Développeur backend'],
  ['Électromécanicien', 'Electromecanicen'],
])('%s and %s mean the same work', (one, other) => {
  expect(compare(one, other)).toBe('same')
})

test.each([
  ['Product manager', 'Product manager, booking', 'more'],
  ['Comptable', 'Assistant comptable', 'other'],
  ['Développeur Java', 'Développeur JavaScript', 'other'],
  ['C++ developer', 'C# developer', 'other'],
  ['Engineer II', 'Engineer III', 'other'],
  ['', 'Cuisinier', 'other'],
])('%s and %s: %s', (one, other, likeness) => {
  expect(compare(one, other)).toBe(likeness)
  expect(compare(other, one)).toBe(likeness)
})

test('the longest title is read in no time', () => {
  expect(titleWords('a'.repeat(50_000)).size).toBe(1)
  expect(titleWords('(e)/-h/f '.repeat(5_000)).size).toBeLessThan(10)
})
