/** What stands in titles and is no title, as patterns for the folded text. Each is a whole phrase: words around it stay. */
const phrase = (source: string) => new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${source})(?![\p{L}\p{N}])`, 'gu')

const NUMBER = String.raw`\d{1,3}(?:[ .,']\d{3})+|\d+(?:[.,]\d+)?`
const MONEY = '(?:€|£|\\$|eur(?:os?)?|chf|usd|gbp|cad)'
const PER = String.raw`(?: ?(?:bruts?|nets?|gross|net))?(?: ?(?:\/ ?|par |per )(?:annum|an(?:nee)?|mois|jours?|heures?|semaines?|h|j|m|year|yr|month|day|hour|week)(?![\p{L}\p{N}])| ?(?:annuels?|mensuels?|annually|yearly|p\.?a\.?)(?![\p{L}\p{N}]))?(?: ?(?:bruts?|nets?))?(?: ?\+ ?(?:bonus|variables?|primes?|benefits|avantages|equity))*`

/** Amounts with a currency or a `k` beside them. */
export const PAY = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:(?:salaire|salary|remuneration|package|tjm|jusqu['’]?a|a partir de|up to|from|entre|de)[ :]{0,3})*(?:${MONEY} ?(?:${NUMBER}) ?k?(?: ?(?:-|–|a|to|et|and) ?${MONEY}? ?(?:${NUMBER}) ?k?)?|(?:${NUMBER}) ?k?(?: ?${MONEY})?(?: ?(?:-|–|/|a|to|et|and) ?)(?:${NUMBER}) ?(?:k ?${MONEY}?|${MONEY})|(?:${NUMBER}) ?(?:k ?${MONEY}|${MONEY}|k(?= ?(?:brut|\/|annuel))))(?![\p{L}\p{N}])${PER}`,
  'gu',
)

export const REFERENCE = [
  /[([]\s*(?:ref(?:erence)?|req(?:uisition)?|job ?(?:id|ref)|id|offre|n°|#)?\s*[.:#°-]?\s*(?=[\w/-]*\d{3})(?![\s\d]*(?:k|€|h|%))[\p{L}\d]+(?:[-_/.][\p{L}\d]+)*\s*[)\]]/gu,
  /(?<![\p{L}\p{N}])(?:ref(?:erence)?|req(?:uisition)?(?: ?id)?|job ?(?:id|ref|number)|n°(?: ?d['’]offre)?)\s*[.:#°-]*\s*(?=[\w/-]*\d)[\p{L}\d]+(?:[-_/][\p{L}\d]+)*/gu,
  /(?<![\p{L}\p{N}])#\d{3,}\b/gu,
  /(?<![\p{L}\p{N}])(?:jr|req|r|job)[-_ ]?\d{4,}(?![\p{L}\p{N}])/gu,
]

/** Contracts and hours that stand in a title only as such; `stage` and the like count where they stand first, last or alone. */
export const CONTRACT = phrase(
  String.raw`(?:contrat )?(?:en |in )?(?:cdi|cddi?|cdii|v\.i\.e\.?|volontariat international(?: en entreprise)?)(?: (?:de )?\d{1,2} ?(?:mois|months|ans?|semaines))?(?: renouvelable)?|(?:contrat (?:en |d['’])|en )(?:alternance|apprentissage(?! (?:automatique|profond|machine|statistique))|interim|freelance)|contrat (?:pro(?:fessionnalisation)?|de professionnalisation)|en stage|(?:a |en )?temps (?:plein|partiel|complet)|a mi[- ]temps|(?:stage|internship|contrat|mission|interim) (?:de |of )?\d{1,2} ?(?:mois|months|semaines)(?: renouvelables?)?|(?:\d{2,3} ?[-–] ?)?\d{2,3} ?%(?: etp)?|(?:\d{1,2}[- ]month )?ftc|full[- ]?time|part[- ]?time|(?:permanent|fixed[- ]term|temporary) (?:contract|position|role|job)|\d{2} ?h(?:eures?)?(?: ?(?:\/|par) ?(?:semaine|sem|hebdo))?|\d{1,2}(?: ?(?:-|a|to) ?\d{1,2})? ?(?:mois|months)(?: renouvelables?)?|\d{1,2}[- ]month`,
)
/** `VIE` is the contract where it is written so beside words that are not, or alone: else it is life, as in `Auxiliaire de vie`. */
export const VIE = /(?:^|(?<=\p{Ll}\S*[\s,–-]+))V\.?I\.?E\.?(?=$|[\s,–-]+\p{L}*\p{Ll})|(?<=\p{Ll}\S*[\s,–-]+)V\.?I\.?E\.?$/gu
export const VIE_ALONE = /^V\.?I\.?E\.?$/

/** Alone in a part of a title they are a contract, in the midst of words they may be the trade: `Contract Manager`. */
export const CONTRACT_ALONE =
  /^(?:stages?(?: de fin d['’]etudes?| pfe)?|stagiaires?|pfe|(?:(?:summer|winter|spring|fall) )?internship|intern|trainee|apprenti(?:e|s|ssage)?|apprenticeship|alternan(?:ce|te?s?)|interim|permanent|contract(?:or)?|temporary|temp|fixed[- ]term|freelancer?|interimaire|saisonnier|seasonal|graduate program(?:me)?|volunteer|benevole|(?:mission|contrat)(?: longue| courte)?|remplacement(?: (?:de |d['’]|pour )?(?:conge )?(?:maternite|parental|maladie|arret maladie))?|maternity (?:cover|leave))(?: 20\d\d)?$/
/** What has a contract's name and is a trade. */
export const NO_CONTRACT = phrase(
  'stage (?:manager|hand|technician|crew)|apprentissage (?:automatique|profond|machine|statistique)|interim (?:cfo|ceo|cto|manager|director|head)',
)
/** In front of two words or more: an `Alternant data` is no `Data`. */
export const CONTRACT_LEAD =
  /^(?:(?:offre de |contrat de |contrat d['’])?(?:stages?(?: de fin d['’]etudes?| pfe)?(?! (?:manager|hand|technician|crew))|stagiaires?|pfe|alternan(?:ce|te?)s?(?: \d{4})?|apprenti(?:e|ssage)?|cdi|cdd|interim(?! (?:cfo|ceo|manager|director|head|cto))|freelance|internship|intern|trainee|apprentice(?:ship)?))(?:\s+(?:de|d['’]|en|in|as|comme|pour|:|–|-|,)|\s*[:,–-])?\s+(?:(?:un|une|an|a)\s+)?(?=\p{L}[^\s-]*[\s-]+[\p{L}\p{N}])/u
export const CONTRACT_TAIL =
  /(?<! (?:et|de|des|du|la|and|of|the|in|&))[\s,–-]+(?:stage|internship|intern|freelance|interim|apprenticeship|alternant|stagiaire|alternance|apprentissage|trainee)$/u

const A_WEEK = String.raw`(?: ?(?:par |\/ ?)(?:semaine|sem|week))?`
export const REMOTE = phrase(
  [
    String.raw`\d ?j(?:ours?)? (?:de |en )?(?:teletravail|tt|remote)${A_WEEK}`,
    String.raw`(?:teletravail|tt) ?:? ?\d ?j(?:ours?)?${A_WEEK}`,
    `(?:possible |avec )?(?:100 ?% ?(?:en )?|full(?:y)?[- ]?|en |total(?:ly)? )?(?:remote|teletravail|distanciel)(?:[- ](?:possible|partiel|total|complet|friendly|first|ok|only|based|work|position|job))?`,
    'hybride?|home[ -]?office|a distance|work from home|wfh|presentiel|on[- ]?site|sur site',
  ].join('|'),
)

const MARKETING = [
  String.raw`(?:tres )?urgent(?:ly)?|asap|a pourvoir(?: (?:rapidement|immediatement|des que possible))?|start asap|immediate start|(?:prise de poste|demarrage|debut) (?:immediate?|asap|des que possible|rapide|en \p{L}+(?: \d{4})?)|des que possible`,
  `nouve(?:au|lle)(?: (?:poste|offre))?|new|hot|top(?: offre)?|super opportunite|belle opportunite|(?:great |amazing |exciting )?opportunity|opportunite`,
  `rejoin(?:s|dre|gnez)[- ](?:nous|notre equipe|l['’]aventure|la team)|join (?:us|our team|the team)|we['’]?(?: a)?re (?:hiring|recruiting)|now hiring|hiring(?: now)?|apply now|postulez(?: vite| maintenant)?|on recrute|nous recrutons|we need you`,
  `offre d['’]emploi|job offer|poste a pourvoir|job opening|vacancy|debutants? acceptee?s?|selon profil`,
].join('|')
/** Alone in a part of a title. */
export const MARKETING_ALONE = new RegExp(String.raw`^(?:(?:${MARKETING})[\s!:.,]*)+$`, 'u')
/** Alone in front of a title; behind one they may be the trade: `Assistant RH - Recrutement`. */
export const FIRST_ALONE = /^(?:recrutement|recherche|recrute|emploi|job|annonce|offre|cherche|looking for|nous (?:cherchons|recherchons))[\s!:.]*$/u
/** When it begins, alone in a part: `Septembre 2026`, `2026/2027`. */
export const DATE_ALONE =
  /^(?:(?:rentree|debut|des|a partir de|start(?:ing)?|from)?\s*(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|january|february|march|april|may|june|july|august|september|october|november|december|summer|spring|fall|winter|ete|printemps)?\s*20\d\d(?:\s*[-/]\s*20\d\d)?)$/u
export const MARKETING_LEAD =
  /^(?:(?:une?|devenez(?: une?)?)\s+|(?:urgent|asap|hiring|offre d['’]emploi|poste a pourvoir|we['’]?(?: a)?re hiring|rejoignez[- ]nous)[\s!:]+|(?:new|nouveau|hot|top|recrutement)\s*[!:][\s!:]*|(?:recherche|recrute)[\s!:]+(?:un|une|des|nos|notre|son|sa) |(?:nous (?:recrutons|recherchons|cherchons)|on recrute|we(?: are|['’]re) looking for|looking for)[\s!:]+(?:(?:notre|nos|son|sa|un|une|des|an?|our)\s+(?:(?:future?|prochaine?|nouve(?:au|lle)|new|next)\s+)?)?)+(?=\p{L})/u
export const MARKETING_TAIL = /[\s,–-]+(?:urgent|asap|rejoignez[- ]nous|join us|debutants? acceptee?s?|a pourvoir)[\s!.]*$/u

/** `69003`, `(69)`, `CEDEX 9`, `9e arrondissement` behind a town or alone. */
export const POSTAL = phrase(String.raw`\d{5}|cedex(?: \d{1,2})?|\d{1,2} ?(?:er|e|eme)(?: arrondissement)?|(?:0[1-9]|[1-8]\d|9[0-5]|2[ab]|97\d)(?=$)`)
