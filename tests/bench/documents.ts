import { type Document, ObjectId } from 'mongodb'
import { newApplicationDocument } from '../../core/db/application-document.ts'
import { newJobOfferDocument } from '../../core/db/job-offer-document.ts'
import { newTaskDocument } from '../../core/db/task-document.ts'
import { newUserDocument } from '../../core/db/user-document.ts'
import { NewApplication } from '../../core/domain/application.ts'
import { APPLICATION_STATUSES } from '../../core/domain/application-rules.ts'
import { NewJobOffer } from '../../core/domain/job-offer.ts'
import { CONTRACTS, WORK_MODES } from '../../core/domain/offer-facts.ts'
import { NewTask } from '../../core/domain/task.ts'
import { TASK_STATUSES } from '../../core/domain/task-rules.ts'

const HOUR_MS = 3_600_000
const BEGAN = Date.UTC(2024, 0, 1)
const COMPANIES = ['Acme', 'Globex', 'Initech', 'Umbrella', 'Hooli', 'Stark', 'Wayne', 'Wonka', 'Tyrell', 'Cyberdyne', 'Soylent']
const POSITIONS = ['Data engineer', 'Développeuse backend', 'Chef de projet', 'Product owner', 'Site reliability engineer', 'Comptable', 'Designer']
const CITIES = ['Lyon', 'Paris', 'Nantes', 'Lille', 'Toulouse', 'Bordeaux', 'Rennes', 'Grenoble', 'Saint-Étienne']
const TEXT = 'Vous construisez les flux de données avec l’équipe, de la collecte à la mise à disposition, et vous en suivez la qualité. '.repeat(6)

const among = <T>(values: readonly T[], n: number): T => values[n % values.length] as T
const at = (n: number) => new Date(BEGAN + n * HOUR_MS)

/** The nth user, without a password that anyone knows. */
export const benchUser = (n: number, _id = new ObjectId()): Document =>
  newUserDocument(
    _id,
    { username: `camille-${n}`, email: `camille-${n}@example.com`, full_name: `Camille Martin ${n}`, role: 'user' },
    '$2b$04$none',
    at(n),
  )

/** The nth application of a user: every status, one of four archived. */
export const benchApplication = (userId: string, n: number): Document =>
  newApplicationDocument(
    new ObjectId(),
    userId,
    NewApplication.parse({
      company: `${among(COMPANIES, n)} ${n % 97}`,
      position: among(POSITIONS, n),
      location: among(CITIES, n),
      url: `https://jobs.example.com/offers/${n}`,
      description: TEXT,
      status: among(APPLICATION_STATUSES, n),
      archived: n % 4 === 0,
      application_date: at(n).toISOString(),
      notes: ['Relancer lundi', 'Bon contact'],
    }),
    at(n),
  )

/** The nth task of a user: every status, one of four archived. */
export const benchTask = (userId: string, n: number): Document =>
  newTaskDocument(
    new ObjectId(),
    userId,
    NewTask.parse({
      title: `Relancer ${among(COMPANIES, n)}`,
      description: 'Par courriel',
      status: among(TASK_STATUSES, n),
      archived: n % 4 === 0,
      due_date: at(n).toISOString(),
    }),
    at(n),
  )

/** The nth offer: every contract, work mode and liveness. */
export function benchOffer(n: number): Document {
  const url = `https://jobs.example.com/offers/${n}`
  const offer = {
    title: among(POSITIONS, n),
    company: `${among(COMPANIES, n)} ${n % 997}`,
    location: `${among(CITIES, n)}, France`,
    remote: among(WORK_MODES, n),
    contract_type: among(CONTRACTS, n),
    seniority: 'senior',
    salary: { min: 45_000, max: 60_000, currency: 'EUR', period: 'year' },
    description: TEXT,
    skills: ['SQL', 'Python', 'Node.js'],
    posted_at: at(n).toISOString(),
    valid_through: null,
    url,
    alternative_urls: [],
    source: among(['greenhouse', 'lever', 'adzuna', 'france-travail'], n),
    source_url: url,
    liveness: among(['open', 'open', 'open', 'closed', 'unknown'], n),
    liveness_reason: null,
  }
  return newJobOfferDocument(new ObjectId(), n === 0 ? NewJobOffer.parse(offer) : (offer as NewJobOffer), at(n))
}
