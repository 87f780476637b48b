import { folded } from '../../core/domain/text-rules.ts'
import { isUnsaid } from './nodes.ts'

const LABELS = {
  company: ['entreprise', 'societe', 'employeur', 'company', 'employer', 'nom de l entreprise'],
  location: ['lieu', 'lieu de travail', 'lieu du poste', 'localisation', 'ville', 'location', 'workplace', 'job location', 'poste base a'],
  contract: ['contrat', 'type de contrat', 'contract', 'contract type', 'employment type', 'job type', 'type d emploi', 'nature du contrat'],
  hours: ['temps de travail', 'working time', 'working hours', 'duree du travail'],
  work_mode: ['teletravail', 'mode de travail', 'remote', 'work mode', 'workplace type', 'organisation du travail'],
  salary: ['salaire', 'remuneration', 'salary', 'salary range', 'compensation', 'pay', 'tjm', 'fourchette de salaire', 'package'],
  posted_at: ['publiee le', 'publie le', 'date de publication', 'posted on', 'date posted', 'posted'],
  valid_through: [
    'date limite',
    'date limite de candidature',
    'candidature avant le',
    'postuler avant le',
    'deadline',
    'closing date',
    'apply by',
    'application deadline',
  ],
  seniority: ['niveau', 'niveau d experience', 'niveau de poste', 'seniorite', 'seniority', 'seniority level', 'experience level', 'level'],
  skills: ['competences', 'competences requises', 'competences techniques', 'stack', 'stack technique', 'technologies', 'skills', 'tech stack'],
} as const
export type Label = keyof typeof LABELS

const BY_NAME = new Map<string, Label>(Object.entries(LABELS).flatMap(([label, names]) => names.map((name) => [name, label as Label] as const)))
const MAX_VALUE_LENGTH = 200
const MAX_LINES = 2_000

/** What a text says behind labels, on the same line or the next: `Lieu : Lyon`. The first of each counts. */
export function readLabels(text: string): Partial<Record<Label, string>> {
  const said: Partial<Record<Label, string>> = {}
  const lines = text.split('\n', MAX_LINES)
  lines.forEach((line, at) => {
    const colon = line.slice(0, 50).indexOf(':')
    if (colon < 2) return
    const name = folded(line.slice(0, colon))
      .replace(/[^a-z]+/g, ' ')
      .trim()
    const label = BY_NAME.get(name)
    const value = (line.slice(colon + 1).trim() || (lines[at + 1] ?? '')).trim()
    if (label !== undefined && said[label] === undefined && !isUnsaid(value) && value.length <= MAX_VALUE_LENGTH && !value.endsWith(':'))
      said[label] = value
  })
  return said
}
