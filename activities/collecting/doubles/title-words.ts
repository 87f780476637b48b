import { folded } from '../../../core/domain/text-rules.ts'

/** After a word: `ingénieur(e)`, `développeur·euse`, `technicien.ne`, `vendeur/se`. */
const ENDINGS = /(?<=\p{L}{3})(?:\s?\([a-z]{1,5}\)|[·•.∙/-](?:e|ne|le|se|euse|trice|rice|ere|iere|ienne|te|ve)(?:[·•.∙/-]?s)?(?!\p{L}))/gu
const GENDERS =
  /\(?\b(?:[hfmwdxni]\s?[/|.-]\s?[hfmwdxni](?:\s?[/|.-]\s?[hfmwdxni*]){0,2}|homme\s?\/\s?femme|all genders?|tous genres)\b\)?|\((?:h|f|hf|fh|mwd|mfd|mf)\)/g
/** Several words that mean one thing, French and English. The longer first. */
const PHRASES: [RegExp, string][] = (
  [
    ['ingenieur (?:en |de )?(?:etudes? (?:et|&) )?developpement(?: logiciel)?|ingenieur logiciel|software (?:development )?engineer', 'developer'],
    ['(?:software|web application) developer|developpeur (?:de )?logiciels?', 'developer'],
    ['(?:back[ -]?end) (?:engineer|ingenieur)|ingenieur back[ -]?end', 'backend developer'],
    ['(?:front[ -]?end) (?:engineer|ingenieur)|ingenieur front[ -]?end', 'frontend developer'],
    ['(?:full[ -]?stack) (?:engineer|ingenieur)|ingenieur full[ -]?stack', 'fullstack developer'],
    ['back[ -]end', 'backend'],
    ['front[ -]end', 'frontend'],
    ['full[ -]stack', 'fullstack'],
    ['apprentissage automatique|apprentissage machine', 'machine learning'],
    ['intelligence artificielle|artificial intelligence', 'ai'],
    ['ressources humaines|human resources', 'hr'],
    ['chefs? de projets?|project lead(?:er)?', 'project manager'],
    ['chefs? de produits?', 'product manager'],
    ['chefs? d.? ?equipe', 'team leader'],
    ['controleur de gestion|financial controller|management controller', 'controller'],
    ['charge d.? ?affaires', 'account manager'],
    ['charge (?:de |du )?recrutement|talent acquisition (?:specialist|partner|manager)|recruitment (?:officer|consultant|specialist)', 'recruiter'],
    ['charge (?:de |d.|du )', 'officer '],
    ['responsable (?:de |du |des |d.)?', 'manager '],
    ['(?:service|relation|support) ?(?:a la )?client(?:s|ele)?|customer (?:service|support|care)', 'customer service'],
    ['chaine d.? ?approvisionnement', 'supply chain'],
    ['gestion(?:naire)? (?:de (?:la )?)?paie', 'payroll officer'],
    ['aide[ -]soignant', 'healthcare assistant'],
    ['agent d.? ?entretien', 'cleaner'],
    ['administrateur (?:de )?(?:base|bases) de donnees', 'database administrator'],
    ['science des donnees', 'data science'],
  ] as const
).map(([pattern, meaning]) => [new RegExp(`\\b(?:${pattern})\\b`.replace(/ \)\\b$/, ' )'), 'g'), ` ${meaning} `])

/** One word for another, French to English: those that mean the same in titles. Feminine and plural forms were taken back before. */
const MEANINGS = new Map(
  Object.entries({
    developer: 'developpeur dev programmeur programmer developement',
    engineer: 'ingenieur ingenierie engineering eng',
    software: 'logiciel',
    data: 'donnee',
    analyst: 'analyste',
    scientist: 'scientifique',
    architect: 'architecte',
    administrator: 'administrateur admin',
    system: 'systeme',
    network: 'reseau',
    security: 'securite',
    cybersecurity: 'cybersecurite',
    technician: 'technicien',
    sales: 'commercial sale vente',
    accountant: 'comptable',
    accounting: 'comptabilite',
    nurse: 'infirmier',
    director: 'directeur',
    adviser: 'conseiller advisor',
    lawyer: 'juriste',
    recruiter: 'recruteur',
    buyer: 'acheteur',
    purchasing: 'achat procurement',
    cook: 'cuisinier',
    waiter: 'serveur',
    driver: 'conducteur chauffeur',
    mechanic: 'mecanicien',
    electrician: 'electricien',
    welder: 'soudeur',
    trainer: 'formateur',
    teacher: 'enseignant professeur',
    pharmacist: 'pharmacien',
    designer: 'concepteur',
    product: 'produit',
    project: 'projet',
    quality: 'qualite',
    tester: 'testeur',
    embedded: 'embarque',
    ai: 'ia',
    business: 'affaire',
    customer: 'client clientele',
    finance: 'financier financial',
    payroll: 'paie',
    logistics: 'logistique logistic',
    writer: 'redacteur',
    technical: 'technique',
    translator: 'traducteur',
    community: 'communaute',
    digital: 'numerique',
    management: 'gestion',
    deputy: 'adjoint',
    warehouse: 'entrepot',
    cleaner: 'nettoyage',
    physiotherapist: 'kinesitherapeute',
    research: 'recherche',
    robotics: 'robotique',
    electronics: 'electronique electronic',
    mechanical: 'mecanique',
    plumber: 'plombier',
    baker: 'boulanger',
    butcher: 'boucher',
    hairdresser: 'coiffeur',
    mason: 'macon',
    consultant: 'consulting',
    manager: 'gestionnaire managing',
    js: 'javascript',
    ts: 'typescript',
    golang: 'go',
    night: 'nuit',
    day: 'jour',
    supplier: 'fournisseur',
    maternity: 'maternite',
    production: 'fabrication',
    planner: 'planificateur',
    operator: 'operateur agent',
    leader: 'chef',
    store: 'magasin boutique',
    line: 'ligne',
    plant: 'usine',
    executive: 'direction',
    pharmacy: 'pharmacie',
    postgresql: 'postgres',
    k8s: 'kubernetes',
  }).flatMap(([meaning, words]) => words.split(' ').map((word) => [word, meaning] as const)),
)
/** Words that say nothing of what the work is: articles, what boards shout, contracts and levels, which are compared by themselves. */
const SAYING_NOTHING = new Set(
  (
    'a an the of for in at to with and or de du des d l le la les un une en et ou au aux pour sur chez dans notre nos our we are is by ' +
    'new nouveau nouvelle urgent hiring recrute recrutement offre emploi job poste position opportunity opportunite role wanted join h f x hf fh mfd mwd ' +
    'cdi cdd freelance interim interimaire permanent contract full part time temps plein partiel fulltime parttime ' +
    'stage stagiaire intern internship alternance alternant apprenti apprentissage apprentice apprenticeship vie student etudiant ' +
    'senior sr junior jr confirme experimente debutant intermediate mid graduate lead principal staff level ' +
    'remote hybrid hybride teletravail'
  ).split(' '),
)
const WORD = /\.?[\p{L}\p{N}]+(?:\.[\p{L}\p{N}]+)*[+#]*/gu
/** Plurals first, then feminine forms, each with what it is taken back to: boards write all of them. */
const FORMS: [RegExp, string][] = [
  [/(?<=.{4}[^s])s$/, ''],
  [/(?<=e[au]?u)x$/, ''],
  [/(?<=.{3})euse$/, 'eur'],
  [/(?<=.{2})trice$/, 'teur'],
  [/(?<=.{2})iere$/, 'ier'],
  [/(?<=.{2})ienne$/, 'ien'],
  [/(?<=.{3}[nl])te$/, 't'],
  [/(?<=ieur)e$/, ''],
  [/(?<=cheff?)e$/, ''],
  [/(?<=[gmt]e)e$/, ''],
]

/** What a title means, word by word: in one language, without gender, number, level, contract and order. `Développeuse Java (H/F)`: developer, java. */
export function titleWords(title: string): ReadonlySet<string> {
  let text = ` ${folded(title)
    .replace(/[’']|\d+ ?(?:- ?\d+ ?)?%|\b\d+ ?(?:mois|months?|semaines|weeks)\b/g, ' ')
    .replace(GENDERS, ' ')
    .replace(ENDINGS, '')} `
  text = text.replace(WORD, (word) => basic(word))
  for (const [pattern, meaning] of PHRASES) text = text.replace(pattern, meaning)
  const words = (text.match(WORD) ?? []).map((word) => MEANINGS.get(word) ?? word)
  const telling = words.filter((word) => !SAYING_NOTHING.has(word))
  return new Set(telling.length > 0 ? telling : words)
}

const basic = (word: string) => FORMS.reduce((form, [pattern, masculine]) => form.replace(pattern, masculine), word)

/** Said by one title alone, they make it the work of somebody above or beneath. */
const RANKS = new Set(
  'assistant deputy vice manager director chef head leader aide apprentice officer controller president architect trainer recruiter sales'.split(' '),
)

export type TitleLikeness = 'same' | 'more' | 'other'

/**
 * Whether two titles mean the same work; `more`: one says what the other leaves open. A letter more or less in a long word is a slip.
 * @param aside words that are no difference: those of companies and places
 */
export function compareTitles(one: ReadonlySet<string>, other: ReadonlySet<string>, aside: ReadonlySet<string>): TitleLikeness {
  const lacking = (from: ReadonlySet<string>, of: ReadonlySet<string>) => [...of].filter((word) => !from.has(word) && !aside.has(word))
  const [more, less] = [lacking(other, one), lacking(one, other)]
  const left = more.filter((word) => !less.some((similar) => isSlip(word, similar)))
  const right = less.filter((word) => !more.some((similar) => isSlip(word, similar)))
  if (left.length === 0 && right.length === 0) return 'same'
  if ([...left, ...right].some((word) => RANKS.has(word))) return 'other'
  const common = [...one].filter((word) => other.has(word)).length
  return common > 0 && (left.length === 0 || right.length === 0) ? 'more' : 'other'
}

/** One letter put in, left out, or changed within a long word. */
function isSlip(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < 7 || Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start++
  let end = 0
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end++
  return Math.max(one.length, other.length) - start - end <= 1
}
