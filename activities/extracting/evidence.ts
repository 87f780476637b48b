import { folded } from '../../core/domain/text-rules.ts'

/** What speaks for a text being one offer: `points` of it, and whether a heading introduces the tasks or the profile. */
export interface OfferEvidence {
  points: number
  heading: boolean
}

const HEADING_LENGTH = 70
const TASKS_HEADING =
  /^(?:- )?(?:(?:vos|les|tes|principales|description des) (?:\w+ )?(?:missions?|responsabilites|activites)|missions?(?: principales?| du poste)?|(?:votre|ta|la) mission|(?:le |votre |descriptif du |description du |a propos du )poste|responsabilites|(?:key |your |main )?responsibilities|what you(?:'ll| will) do|(?:about )?(?:the|your) (?:role|job|position)|job description|your mission|(?:main |key )?duties(?: and responsibilities| of the (?:job|post|role))?|job summary|role)\b.{0,25}$/
const PROFILE_HEADING =
  /^(?:- )?(?:(?:votre |le |ton )?profil(?: recherche| attendu| souhaite)?|qui etes-vous|vous etes|competences (?:requises|attendues|techniques)|(?:job |minimum )?(?:requirements|qualifications)|who you are|what (?:we're|we are) looking for|what you(?:'ll)? (?:bring|need)|about you|your (?:profile|skills|background)|person specification|skills (?:and|&) (?:experience|qualifications)|must[- ]haves?)\b.{0,25}$/
const PHRASES: [number, RegExp][] = [
  [
    1,
    /\b(?:vous (?:serez|aurez|assurerez|participerez|preparez|realisez|encadrez|rejoignez|intervenez)|vos missions|you will|you'll|responsible for)\b/,
  ],
  [
    1,
    /\b(?:vous (?:avez|justifiez|possedez|maitrisez|etes (?:titulaire|diplome|rigoureu|autonome|motive))|you have|you are (?:a|an)|profil recherche|diplome|titulaire d)/,
  ],
  [
    2,
    /\b(?:nous (?:recherchons|recrutons|cherchons)|recherche (?:un|une|son|sa)\b|recrute (?:un|une|son|sa)\b|(?:we are|we're) (?:looking for|hiring|seeking)|is (?:looking for|hiring|seeking) an?)\b/,
  ],
  [
    2,
    /\b(?:postuler|postulez|candidater|(?:votre|la|envoyez) candidature|candidatures? a|(?:envoyez|adressez|transmettez)[^.\n]{0,30}\bcv\b|apply (?:now|for|by|here|today|to)|how to apply|send (?:us )?your (?:cv|resume))\b/,
  ],
  [1, /^(?:postuler|candidater|apply|postuler en ligne|je postule)$/m],
  [
    2,
    /(?:\b(?:type de )?contrat ?:|\b(?:contract|employment|job) type ?:|\b(?:poste|contrat|offre|embauche) (?:a pourvoir )?en (?:cdi|cdd|interim|alternance)\b|\bpermanent (?:contract|position)\b|^(?:cdi|cdd|stage|alternance|interim|full[- ]time|permanent)\b.{0,40}$)/m,
  ],
  [1, /\b(?:cdi|cdd|interim|temps (?:plein|partiel)|full[- ]time|part[- ]time)\b/],
  [1, /\b(?:salaire|remuneration|salary|compensation|tickets? restaurants?|mutuelle|benefits|avantages)\b/],
  [
    1,
    /\b(?:annees? d'experience|ans d'experience|experience (?:de|d'|exigee|souhaitee)|debutant(?:e|s)? accepte|years'? (?:of )?experience|\+ years)\b/,
  ],
  [
    1,
    /\b(?:date de (?:debut|prise de poste)|prise de poste|poste base|basee? a|teletravail|lieu (?:de travail )?:|start date|location ?:|based in)\b/,
  ],
]
const MARKED_TITLE = /(?:\(|\b)(?:h ?[/-] ?f|f ?[/-] ?h|h\/f\/x|m ?\/ ?[fw](?: ?\/ ?[dx])?|f ?\/ ?m(?: ?\/ ?[dx])?)(?:\)|\b|$)/
const SAMPLE_LENGTH = 30_000

/** Weighs what a page's title and main text say; a title that ends `(H/F)` counts, everyday words count little. */
export function weighEvidence(title: string | null, mainText: string): OfferEvidence {
  const text = folded(mainText.slice(0, SAMPLE_LENGTH)).replaceAll('’', "'")
  const headings = text.split('\n').map(headingOf)
  const tasks = headings.some((line) => TASKS_HEADING.test(line))
  const profile = headings.some((line) => PROFILE_HEADING.test(line))
  const phrases = PHRASES.reduce((sum, [points, pattern]) => sum + (pattern.test(text) ? points : 0), 0)
  const marked = title !== null && MARKED_TITLE.test(folded(title)) ? 2 : 0
  return { points: phrases + marked + (tasks ? 3 : 0) + (profile ? 3 : 0), heading: tasks || profile }
}

/** A short line, or what a longer one says before its colon: `Missions : tenir la caisse, …`. */
function headingOf(line: string): string {
  const colon = line.slice(0, HEADING_LENGTH).indexOf(':')
  return colon > 0 ? line.slice(0, colon).trim() : line.length <= HEADING_LENGTH ? line : ''
}
