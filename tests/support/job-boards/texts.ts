import type { Opening } from './openings.ts'

const HEADINGS = { fr: ['Vos missions', 'Votre profil'], en: ['What you will do', 'What you bring'] }
const CONTRACT_WORDS = {
  permanent: { fr: 'CDI', en: 'Permanent' },
  'fixed-term': { fr: 'CDD', en: 'Fixed-term' },
  internship: { fr: 'Stage', en: 'Internship' },
}

export const contractIn = ({ contract }: Opening, language: Opening['language']): string => CONTRACT_WORDS[contract][language]

/** The offer's text as people write it in HTML. */
export function htmlOf({ about, missions, profile, skills, language }: Opening): string {
  const [tasks, person] = HEADINGS[language]
  const list = (items: string[]) => `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`
  return `<p>${about}</p><h3>${tasks}</h3>${list(missions)}<h3>${person}</h3>${list(profile)}<p>${skills.join(', ')}</p>`
}

export function plainOf({ about, missions, profile, skills, language }: Opening): string {
  const [tasks, person] = HEADINGS[language]
  const list = (items: string[]) => items.map((item) => `- ${item}`).join('\n')
  return [about, tasks, list(missions), person, list(profile), skills.join(', ')].join('\n\n')
}

export const escaped = (html: string): string =>
  html.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
