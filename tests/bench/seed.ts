import type { Document } from 'mongodb'
import type { ApiStack } from './api-stack.ts'
import { benchApplication, benchOffer, benchTask, benchUser } from './documents.ts'

const A_PERSONS = 150
const USERS = 120
const OFFERS = 300
const SEARCHES = 20
const BLOCKED = 2

/** What the lists of one person hold: more than a page each. */
export async function seedPerson({ db, person, api, logIn }: ApiStack): Promise<void> {
  const many = (count: number, make: (n: number) => Document) => Array.from({ length: count }, (_, n) => make(n))
  await db.collection('applications').insertMany(many(A_PERSONS, (n) => benchApplication(person.id, n)))
  await db.collection('tasks').insertMany(many(A_PERSONS, (n) => benchTask(person.id, n)))
  await db.collection('users').insertMany(many(USERS, (n) => benchUser(n)))
  await db.collection('job_offers').insertMany(many(OFFERS, benchOffer))
  const token = await logIn()
  for (let n = 0; n < SEARCHES; n++) {
    const search = { query: `data engineer ${n}`, location: 'Lyon', blocked_companies: n < BLOCKED ? [`Blocked ${n}`] : [] }
    await fetch(`${api.url}/searches`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(search),
    })
  }
}
