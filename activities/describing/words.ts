import type { ModelReading } from '../../core/domain/described-offer.ts'
import type { OfferDescription } from '../../core/domain/offer-description.ts'
import type { Language, Salary } from '../../core/domain/offer-facts.ts'

/** What a rendered description says around its facts, in one language. */
export interface Words {
  company: string
  location: string
  contract: string
  workMode: string
  salary: string
  deadline: string
  skills: string
  wished: string
  seniority: string
  experience: string
  languages: string
  contact: string
  missions: string
  perks: string
  years: (count: number) => string
  leftOut: string
  colon: string
  from: string
  upTo: string
  periods: Record<NonNullable<Salary['period']>, string>
  hours: Record<'full' | 'part', string>
  workModes: Record<NonNullable<OfferDescription['work_mode']>, string>
  contracts: Record<NonNullable<OfferDescription['contract']>, string>
  seniorities: Record<NonNullable<ModelReading['seniority']>, string>
}

export const WORDS: Record<Language, Words> = {
  fr: {
    company: 'Entreprise',
    location: 'Lieu',
    contract: 'Contrat',
    workMode: 'Mode de travail',
    salary: 'Salaire',
    deadline: 'Date limite',
    skills: 'Compétences',
    wished: 'Souhaité',
    seniority: 'Niveau',
    experience: 'Expérience',
    languages: 'Langues',
    contact: 'Contact',
    missions: 'Missions',
    perks: 'Avantages',
    years: (count) => `${count} an${count < 2 ? '' : 's'}`,
    leftOut: '(La page est très longue : sa fin n’a pas été lue.)',
    colon: ' : ',
    from: 'à partir de',
    upTo: 'jusqu’à',
    periods: { hour: 'de l’heure', day: 'par jour', week: 'par semaine', month: 'par mois', year: 'par an' },
    hours: { full: 'temps plein', part: 'temps partiel' },
    workModes: { 'on-site': 'Sur site', hybrid: 'Hybride', remote: 'Télétravail' },
    contracts: {
      permanent: 'CDI',
      'fixed-term': 'CDD',
      freelance: 'freelance',
      temporary: 'contrat temporaire',
      internship: 'stage',
      apprenticeship: 'alternance',
      volunteer: 'bénévolat',
      other: 'autre',
    },
    seniorities: {
      internship: 'Stage',
      junior: 'Débutant',
      mid: 'Confirmé',
      senior: 'Senior',
      lead: 'Encadrement',
      director: 'Direction',
      executive: 'Direction générale',
    },
  },
  en: {
    company: 'Company',
    location: 'Location',
    contract: 'Contract',
    workMode: 'Work mode',
    salary: 'Salary',
    deadline: 'Apply by',
    skills: 'Skills',
    wished: 'A plus',
    seniority: 'Level',
    experience: 'Experience',
    languages: 'Languages',
    contact: 'Contact',
    missions: 'Tasks',
    perks: 'Benefits',
    years: (count) => `${count} year${count === 1 ? '' : 's'}`,
    leftOut: '(The page is very long: its end was not read.)',
    colon: ': ',
    from: 'from',
    upTo: 'up to',
    periods: { hour: 'per hour', day: 'per day', week: 'per week', month: 'per month', year: 'per year' },
    hours: { full: 'full time', part: 'part time' },
    workModes: { 'on-site': 'On site', hybrid: 'Hybrid', remote: 'Remote' },
    contracts: {
      permanent: 'permanent',
      'fixed-term': 'fixed term',
      freelance: 'freelance',
      temporary: 'temporary',
      internship: 'internship',
      apprenticeship: 'apprenticeship',
      volunteer: 'volunteering',
      other: 'other',
    },
    seniorities: {
      internship: 'Internship',
      junior: 'Junior',
      mid: 'Mid-level',
      senior: 'Senior',
      lead: 'Lead',
      director: 'Director',
      executive: 'Executive',
    },
  },
}
