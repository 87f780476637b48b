import { folded } from '../../../core/domain/text-rules.ts'

/** What reads a page in a person's place, where nothing behind it makes it a trade: `AI`, `an AI model that`, not `AI engineer`. */
const BEING = String.raw`(?:(?:ai|ia|virtual) (?:assistants?|models?|systems?|agents?|bots?)|(?:assistants?|agents?|modeles?) (?:ia|virtuels?|de langage)|(?:large )?language models?|ai|ia|llms?|chatbots?|chatgpt|gpt|claude|dan)\b(?= ?(?:[.,;:!?)"»-]|$|(?:that|who|which|without|with|named|called|whose|and|or|reading|qui|sans|dont|nommee?|et|ou|lisant)\b))`
/** `an`, `une nouvelle`: no preposition among it, so that an expert in AI is none. */
const A = String.raw`(?:(?:an?|the|une?|all|any|les|tout(?:e|es)?|l'|d'une?) ?(?:(?!(?:in|en|of|de|with|about|on|sur|pour|for|to|and|et)\b)[\w-]{1,30} ){0,2})?`
const FORMER = '(?:previous|prior|earlier|above|former|precedente?s?|ci-dessus|anterieure?s?|system(?:e)?|initiales?)'
const ORDERS = '(?:instructions?|consignes?|directives?|prompts?)'
const DISMISS = '(?:ignor(?:e[rz]?|ing)|disregard|forget|override|bypass|oublie[rsz]?|contourne[rsz]?)'
const TELL = '(?:answer|reply|respond|output|return|say|reponds|repondez|renvoie[sz]?|dis|dites)'
const SHOW = '(?:print|repeat|reveal|output|show|leak|recite|affiche[sz]?|repete[sz]?|revele[sz]?|recopie[sz]?|recite[sz]?)'
const WRITE = `(?:${TELL}|${SHOW}|include|insert|add|write|put|state|set|report|replace|fill|inclus|incluez|insere[sz]?|ajoute[sz]?|ecris|ecrivez|indique[sz]?|remplace[sz]?|mets|mettez|precise[sz]?)`

const pattern = (source: string) => new RegExp(source)

/**
 * What speaks to a model, in French and English; each takes two signs, for honest offers are about AI, its prompts and JSON too. An offer says none
 * of it, or loses a sentence of evidence: the model reads the whole text all the same, only nothing that it says is believed because of it.
 */
const SPEAKS_TO_A_MODEL = [
  // Safety's instructions are not to be ignored; those from before are no matter of an offer.
  pattern(String.raw`(?<!\b(?:pas|jamais|not|never|don't|cannot|sans|without|ni|nor|or) |\bn')\b${DISMISS}\b.{0,80}\b${ORDERS}\b`),
  pattern(
    String.raw`(?<!\b(?:pas|jamais|not|never|don't|cannot|sans|without|ni|nor|or) |\bn')\b${DISMISS}\b.{0,60}\b(?:all|any|the|your|these|those|${FORMER}|toutes?|les|tes|vos|ces) (?:[\w-]{1,20} )?(?:rules?|regles?|guidelines?)\b`,
  ),
  pattern(
    String.raw`\b${DISMISS}\b.{0,80}\b(?:${FORMER} (?:${ORDERS}|rules?|regles?)|${ORDERS} ${FORMER}|everything (?:above|before|you (?:were|have been) told)|tout ce qui (?:precede|vous a ete dit|t'a ete dit))\b`,
  ),
  pattern(String.raw`\bne (?:tiens|tenez) (?:pas|aucun) compte\b.{0,80}\b(?:${ORDERS}|regles?|tout ce qui)\b`),
  pattern(
    String.raw`^(?:an? |une? |a l'|pour )?(?:${ORDERS}|note|message|attention|important)\b ?[:,]? ?(?:to|for|pour|a|aux?|des?|du|destinee?s? (?:a|aux))? ?${A}${BEING}`,
  ),
  pattern(
    String.raw`\b(?:your|ton|tes|votre|vos) (?:system|developer|initial) (?:prompts?|messages?|instructions?)\b|\b(?:ton|votre) prompt\b|\b(?:tes|vos|your) (?:instructions|consignes) (?:systeme|system|initiales)\b`,
  ),
  pattern(
    String.raw`^(?:new )?(?:system|developer|assistant) (?:prompt|message|mode|override|instructions?) ?:|\bsystem override\b|\b(?:enable|enter|activate|active[rz]?) (?:the |le mode )?developer mode\b`,
  ),
  pattern(
    String.raw`\b(?:you are|you're|act as|pretend to be|behave as|tu es|vous etes|agis|agissez|comporte-toi|comportez-vous)\b (?:now |no longer |henceforth |desormais |maintenant |comme |as )?${A}${BEING}`,
  ),
  pattern(
    String.raw`\b(?:you are|you're|act|from now on|tu es|vous etes|agis|agissez|desormais)\b.{0,40}\b(?:unrestricted|without (?:any )?(?:restriction|filter)s?|sans (?:restriction|filtre)s?)\b`,
  ),
  pattern(String.raw`\bfrom now on,? (?:answer|respond|reply|say|act|ignore|you are)\b|\bdesormais,? (?:tu|reponds|dis|agis|ignore)\b`),
  pattern(String.raw`\b(?:as|if you are|if you're) ${A}${BEING}|\b(?:en tant qu(?:e |')|si tu es |si vous etes )${A}${BEING}`),
  pattern(
    String.raw`^(?:system|systeme|assistant|ai|ia|llm|model|modele(?: de langage)?|language model|chatbot|gpt|claude) ?: ?(?:tell|ignore|disregard|forget|pretend|(?:answer|reply|respond|say|report|state) (?:that|with|in|only)|you (?:are|must)|tu (?:es|dois)|reponds|dis|ecris|remplace|commence|ajoute|oublie|mets)\b`,
  ),
  pattern(
    String.raw`(?:\b(?:answer|reply|respond|reponds|repondez)|^(?:please )?${TELL})\b (?:only |just |exactly |uniquement |seulement |me )?(?:with |in |as |en |par |avec )?(?:only |just |valid |raw |the |this |a |du |le |un )*json\b(?! ?(?:schemas?|apis?|services?|files?|data))(?= ?(?:[.,;:!?]|$|only|objects?|and|et|with|avec))`,
  ),
  pattern(String.raw`\b${TELL}\b.{0,30}\b(?:exactly|exactement|the following (?:text|sentence|words?|phrase)|le texte suivant|la phrase suivante)\b`),
  pattern(
    String.raw`\b${SHOW}\b.{0,60}\b(?:(?:your|this|the|ton|votre|le|ce) prompt|api keys?|cles? api|your instructions|(?:tes|vos|les) (?:instructions|consignes))\b`,
  ),
  pattern(
    String.raw`\b${WRITE}\b.{0,60}\b(?:in|into|to|dans|a|au) (?:the |your |le |ton |votre )(?:summary|(?:title|company|salary) field|resume(?: de l'offre| suivant)?|champ (?:du |de ))\b(?! of)`,
  ),
  pattern(
    String.raw`\b${WRITE}\b.{0,60}\b(?:(?:field|champ) (?:is|to|as|est|par)|(?:title|company|salary) (?:is|to|as|field)|description (?:is|to|as|suivante)|(?:your|tes|vos) instructions|is_offer|not_an_offer|(?:le|la) (?:titre|entreprise|salaire|societe) (?:est|par|a|comme|doit))\b`,
  ),
  /\bjailbreak|\bprompt injection\b|\bdo anything now\b/,
]

/** What is written for machines alone: the marks of a chat, its turns, calls of tools. The rest of such a paragraph is of the same hand. */
const WRITTEN_FOR_MACHINES = [
  /<\|?(?:im_start|im_end|system|endoftext)|\[\/?inst\]|^#{2,} ?(?:system|instructions?) ?(?::|$)/m,
  /^(?:system|systeme|assistant|user|utilisateur) ?:[^\n]*\n\s{0,20}(?:system|systeme|assistant|user|utilisateur) ?:/m,
  /"(?:tool_calls?|function_call|tool_use|tool_name)"|"function" ?: ?\{|\bfunction_calls?\b/,
]
/** A paragraph that is longer loses its sentence alone. */
const SHORT = 600

const plain = (text: string) => folded(text).replaceAll('’', "'").trim()
/** @param text a plain one */
const isForMachines = (text: string) => WRITTEN_FOR_MACHINES.some((written) => written.test(text))

function speaks(text: string): boolean {
  const said = plain(text)
  const line = said.replace(/\s+/g, ' ')
  return isForMachines(said) || SPEAKS_TO_A_MODEL.some((pattern) => pattern.test(line))
}

/** With what parts them. */
const sentencesOf = (paragraph: string) => paragraph.split(/(?<=[.!?\n]\s)(?=\S)|(?<=\n)/)

/** Whether a text has a sentence that speaks to a model. */
export const hasInstructions = (text: string): boolean =>
  text.split(/\n{2,}/).some((paragraph) => speaks(paragraph) || sentencesOf(paragraph).some(speaks))

/** The text without the sentences that speak to a model, and without short paragraphs that are written for machines. */
export function withoutInstructions(text: string): string {
  return text
    .split(/\n{2,}/)
    .map(withoutItsOrders)
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
}

function withoutItsOrders(paragraph: string): string {
  const sentences = sentencesOf(paragraph)
  const quiet = sentences.filter((sentence) => !speaks(sentence))
  if (quiet.length === sentences.length && !speaks(paragraph)) return paragraph
  if (paragraph.length <= SHORT && isForMachines(plain(paragraph))) return ''
  // What no sentence says alone, two that follow each other may: a line is broken anywhere.
  const isHalf = quiet.map((sentence, at) => speaks(sentence + (quiet[at + 1] ?? '')) || (at > 0 && speaks((quiet[at - 1] ?? '') + sentence)))
  const left = quiet
    .filter((_, at) => isHalf[at] !== true)
    .join('')
    .trim()
  return paragraph.length <= SHORT && speaks(left) ? '' : left
}
