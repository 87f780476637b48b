import { expect, test } from 'vitest'
import { declaredUrl, identityUrl, sharedUrl } from './shared-url-rules.ts'

const SITE = 'https://careers.example.com'

test.each([
  '/apply?gh_jid=4012345',
  '/offre.php?id=42',
  '/jobs?jobId=2f9b6c1e-77aa-4c1d-9e0b-1234567890ab',
  '/viewjob?jk=9f8e7d6c5b4a3210',
  '/index.php?option=com_jobs&view=job&id=42&lang=fr',
  '/career?career_ns=job_listing&company=acme&career_job_req_id=1234',
  '/offre?idOffre=1036&LCID=1036',
  '/?p=812',
  '/detail?job_code=AB-12',
  '/detail?jobKey=data-engineer-lyon',
  '/offre.php?ref=2024-117',
  '/offre.php?x=48291',
  '/#/offers/42',
  '/app#!/offers?jobId=42',
  '/offres/4012-menuisier',
])('%s leads to its offer, and stays', (path) => {
  expect(sharedUrl(SITE + path)).toBe(SITE + path)
})

test.each([
  ['/offre?id=42&token=canary', '/offre?id=42'],
  ['/offre?id=42&access_token=canary&sig=canary&expires=1799999999', '/offre?id=42'],
  ['/offre?id=42&apiKey=canary&session_id=canary&k=canary', '/offre?id=42'],
  ['/offre?id=42&email=canary%40example.com&candidateId=canary&user=canary', '/offre?id=42'],
  ['/offre?id=42&code=canary&pin=4821&otp=482913', '/offre?id=42'],
  ['/offre?id=42&utm_source=canary&gclid=canary', '/offre?id=42'],
  ['/offre?jobId=eyJhbGciOiJIUzI1NiJ9.canary.canary', '/offre'],
  ['/offre?job_token=canary&jobInvitation=canary', '/offre'],
  ['/offre?view=a1b2c3d4e5', '/offre'],
  ['/offre?canary', '/offre'],
  ['/offre?id=%3Cscript%3Ecanary', '/offre'],
  [`/offre?id=${'canary'.repeat(12)}`, '/offre'],
  ['/offres/4012-menuisier?x=48291&secret=canary', '/offres/4012-menuisier'],
  ['/offres/menuisier-lyon-cdi?x=48291', '/offres/menuisier-lyon-cdi'],
  ['/offre?id=42#access_token=canary', '/offre?id=42'],
  ['/#/offers/42?token=canary', '/#/offers/42'],
  ['/#/offers?id=42&token=canary', '/#/offers?id=42'],
  ['/offre;jsessionid=canary?id=42', '/offre?id=42'],
])('%s is shared as %s', (given, shared) => {
  expect(sharedUrl(SITE + given)).toBe(SITE + shared)
})

test('what is shared is shared as it is', () => {
  for (const path of ['/offre?id=42', '/#/offers?id=42', '/offres/1-x'])
    expect(sharedUrl(sharedUrl(`${SITE}${path}&token=canary`))).toBe(sharedUrl(`${SITE}${path}&token=canary`))
  expect(sharedUrl('no address')).toBe('no address')
})

test('an address that the page gives keeps what the site wrote, but nothing of what was secret in the one it was asked by', () => {
  const asked = [`${SITE}/offre?id=42&k=canary-1&token=canary-2`, `${SITE}/offre?id=42&s=canary-3&lang=fr`]
  expect(declaredUrl(`${SITE}/offre/42?place=lyon&v=b7`, asked)).toBe(`${SITE}/offre/42?place=lyon&v=b7`)
  for (const echoed of ['k=canary-1', 'other=canary-1', 'x=canary-2', 's=canary-3', 'token=canary-4'])
    expect(declaredUrl(`${SITE}/offre?id=42&${echoed}&lang=fr`, asked)).toBe(`${SITE}/offre?id=42&lang=fr`)
})

test('parameters that nobody knows still tell two offers apart, keys do not', () => {
  const [one, other] = [`${SITE}/offre?zz=blue-1`, `${SITE}/offre?zz=blue-2`]
  expect(sharedUrl(one)).toBe(sharedUrl(other))
  expect(identityUrl(one)).not.toBe(identityUrl(other))
  expect(identityUrl(`${SITE}/offre?id=42&token=a`)).toBe(identityUrl(`${SITE}/offre?id=42&token=b`))
})
