import { folded } from '../../core/domain/text-rules.ts'
import { isUnsaid } from './nodes.ts'

const LABELS = {
  company: ['entreprise', 'societe', 'employeur', 'company', 'employer', 'nom de l entreprise'],
  location: [
    'lieu',
    'lieu de travail',
    'lieu du poste',
    'lieu d exercice',
    'localisation',
    'ville',
    'location',
    'workplace',
    'job location',
    'poste base a',
  ],
  contract: ['contrat', 'type de contrat', 'contract', 'contract type', 'employment type', 'job type', 'type d emploi', 'nature du contrat'],
  hours: ['temps de travail', 'working time', 'working hours', 'duree du travail', 'hours', 'horaires', 'quotite de travail'],
  work_mode: ['teletravail', 'mode de travail', 'remote', 'work mode', 'workplace type', 'organisation du travail'],
  salary: [
    'salaire',
    'remuneration',
    'salaire brut',
    'salaire annuel',
    'salaire mensuel',
    'salary',
    'salary range',
    'compensation',
    'pay',
    'tjm',
    'fourchette de salaire',
    'package',
  ],
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
const MAX_PARTED_LENGTH = 2_000

/** What may be said under a label that is a heading: only what is told from prose by its own words. */
const HEADED: ReadonlySet<Label> = new Set(['location', 'contract', 'hours', 'work_mode', 'salary', 'valid_through'])
const HEADED_PLACE = /^(?!(?:voir|see|view|carte|map|plan)\b)\p{Lu}[\p{L} ,'’()\d-]{1,40}$/u
const MAX_HEADED_LENGTH = 60
/** Where a sentence ends and the next one is a label with its value: `Contrat : CDI. Salaire : 30 000 €`. */
const NEXT_LABEL = /(?<=[.;–—] )(?=\p{Lu}[\p{L}’' -]{2,40}:)/u

/** What a text says behind labels, on the same line or the next: `Lieu : Lyon`. The first of each counts. */
export function readLabels(text: string): Partial<Record<Label, string>> {
  const said: Partial<Record<Label, string>> = {}
  const lines = text.split('\n', MAX_LINES)
  const note = (label: Label | undefined, value: string) => {
    if (label !== undefined && said[label] === undefined && !isUnsaid(value) && value.length <= MAX_VALUE_LENGTH && !value.endsWith(':'))
      said[label] = value
  }
  lines.forEach((line, at) => {
    const parts = line.length <= MAX_PARTED_LENGTH ? line.split(NEXT_LABEL) : [line]
    for (const part of parts) {
      const colon = part.slice(0, 50).indexOf(':')
      if (colon < 2) continue
      const value = (part.slice(colon + 1).trim() || (lines[at + 1] ?? '')).trim()
      note(labelOf(part.slice(0, colon)), parts.length > 1 ? value.replace(/\.$/, '') : value)
    }
  })
  lines.forEach((line, at) => {
    if (line.length > MAX_HEADED_LENGTH) return
    const label = labelOf(line)
    if (label === undefined || !HEADED.has(label)) return
    const value = lines.slice(at + 1, at + 3).find((next) => next !== '') ?? ''
    if (label === 'location' && !HEADED_PLACE.test(value)) return
    if (value.length <= MAX_HEADED_LENGTH && !/[.!?:]$/.test(value) && labelOf(value) === undefined) note(label, value.replace(/^- /, ''))
  })
  return said
}

const labelOf = (name: string): Label | undefined =>
  BY_NAME.get(
    folded(name)
      .replace(/[^a-z]+/g, ' ')
      .trim(),
  )
