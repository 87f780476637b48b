import { expect, test } from 'vitest'
import { companyMatchKey, isRecruiter } from './company-rules.ts'

test.each([
  ['L’Oréal S.A.', 'loreal'],
  ["Groupe L'Oreal", 'loreal'],
  ['Acme France SAS', 'acme'],
  ['ACME s.a.r.l.', 'acme'],
  ['Acme (ex Globex)', 'acme'],
  ['Müller GmbH & Co. KG', 'muller'],
  ['The Group', 'the group'],
  ['SA', 'sa'],
  ['株式会社サンプル', '株式会社サンフル'],
  ['  ', ''],
  [null, ''],
])('%s is compared as « %s »', (name, key) => {
  expect(companyMatchKey(name)).toBe(key)
})

test.each(['Randstad', 'Hays France', 'Atlas Recrutement', 'Sud Intérim', 'Bright Talents', 'Alpine Recruiting'])(
  '%s recruits for others',
  (name) => {
    expect(isRecruiter(name)).toBe(true)
  },
)

test.each(['Acme', 'Chrysalide', 'Elasticsearch', 'Rhône Habitat', null])('%s recruits for itself', (name) => {
  expect(isRecruiter(name)).toBe(false)
})
