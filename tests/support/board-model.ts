import type { DescribedOffer } from '../../core/domain/described-offer.ts'
import { answerTo } from './model-answers.ts'
import { answering, byWords } from './model-script.ts'
import { modelReplies, startModelStub } from './model-stub.ts'

const DATA_ENGINEER: DescribedOffer = {
  is_offer: true,
  language: 'fr',
  title: 'Data engineer (H/F)',
  company: 'Atelier Numérique',
  location: 'Lyon',
  summary:
    'Atelier Numérique, qui aide les collectivités à comprendre leurs données, recherche à Lyon un data engineer pour son équipe de douze personnes.',
  missions: [
    'Concevoir et exploiter les flux de données, de la collecte à la restitution',
    'Fiabiliser l’entrepôt PostgreSQL et les traitements Airflow',
    'Accompagner les analystes et documenter',
  ],
  skills_required: ['Python', 'SQL', 'Docker'],
  skills_wished: ['Kubernetes'],
  perks: ['12 jours de RTT', 'Mutuelle prise en charge à 70 %', 'Budget de formation de 1 500 € par an'],
  work_mode: 'hybrid',
  contract: 'permanent',
  full_time: true,
  salary: { min: 45_000, max: 55_000, currency: 'EUR', period: 'year' },
  seniority: null,
  experience_years: { min: 3, max: null },
  languages: [],
  contact: null,
  application_deadline: null,
}

const FRONT_END: DescribedOffer = {
  ...DATA_ENGINEER,
  title: 'Développeuse ou développeur front-end (H/F)',
  company: 'Studio Perce-Neige',
  location: 'Grenoble (38)',
  summary:
    'Studio Perce-Neige conçoit des cartes interactives pour les stations de montagne, et recherche à Grenoble une personne qui aime les interfaces rapides.',
  missions: [
    'Développer les cartes en TypeScript et en WebGL',
    'Rendre l’affichage fluide sur un téléphone',
    'Travailler l’accessibilité avec le designer',
  ],
  skills_required: ['TypeScript', 'WebGL'],
  skills_wished: ['cartographie'],
  perks: ['Télétravail deux jours par semaine'],
  full_time: null,
  salary: { min: 38_000, max: 44_000, currency: 'EUR', period: 'year' },
  experience_years: { min: 2, max: null },
}

/** A stub of a model that knows the job board's offers, and the settings by which a stack uses it. */
export async function startBoardModel() {
  const stub = await startModelStub(
    byWords([
      ['Studio Perce-Neige', modelReplies.says(FRONT_END)],
      ['Atelier Numérique', modelReplies.says(DATA_ENGINEER)],
      // A search in somebody's own words.
      ['data engineer', answering((asked) => answerTo(asked, { keywords: ['data', 'engineer'] }))],
    ]),
  )
  return { ...stub, environment: { OPENAI_API_KEY: 'sk-stub', OPENAI_BASE_URL: stub.baseUrl, OPENAI_MODEL: 'stub' } }
}
